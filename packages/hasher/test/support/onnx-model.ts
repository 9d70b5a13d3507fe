// Writes a tiny ONNX model byte by byte: onnx.proto3 fields, protobuf wire format.

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}
const number = (field: number, value: number): number[] => [...varint(8 * field), ...varint(value)];
const bytes = (field: number, content: readonly number[]): number[] => [
  ...varint(8 * field + 2),
  ...varint(content.length),
  ...content,
];
const text = (field: number, content: string): number[] => bytes(field, [...new TextEncoder().encode(content)]);

const float = 1; // TensorProto.DataType.FLOAT

function valueInfo(name: string, dims: readonly number[]): number[] {
  const shape = dims.flatMap((size) => bytes(1, number(1, size)));
  return [...text(1, name), ...bytes(2, bytes(1, [...number(1, float), ...bytes(2, shape)]))];
}

function node(operator: string, inputs: readonly string[], output: string): number[] {
  return [...inputs.flatMap((name) => text(1, name)), ...text(2, output), ...text(4, operator)];
}

function tensor(name: string, dims: readonly number[], values: Float32Array): number[] {
  const raw = [...new Uint8Array(values.buffer, values.byteOffset, values.byteLength)];
  return [...dims.flatMap((size) => number(1, size)), ...number(2, float), ...text(8, name), ...bytes(9, raw)];
}

/** output = flatten(picture) * weights: `weights` has one row per input number and `outputs` columns. */
export function linearModel(inputDims: readonly number[], outputs: number, weights: Float32Array): Uint8Array {
  const inputs = inputDims.reduce((product, size) => product * size, 1);
  const graph = [
    ...bytes(1, node("Flatten", ["picture"], "flat")),
    ...bytes(1, node("MatMul", ["flat", "weights"], "embedding")),
    ...text(2, "linear"),
    ...bytes(5, tensor("weights", [inputs, outputs], weights)),
    ...bytes(11, valueInfo("picture", inputDims)),
    ...bytes(12, valueInfo("embedding", [1, outputs])),
  ];
  return Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, number(2, 13))]);
}
