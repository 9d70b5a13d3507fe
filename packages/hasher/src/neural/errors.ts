/** What was wrong with a model, its output or its seed file. */
export type NeuralErrorCode = "projection-size" | "embedding-size" | "not-finite" | "model-shape";

/** Thrown by neural hashes. */
export class NeuralError extends Error {
  override readonly name = "NeuralError";
  readonly code: NeuralErrorCode;

  constructor(code: NeuralErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
