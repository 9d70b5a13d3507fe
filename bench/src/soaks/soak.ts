/** A long run that looks for rare faults. */
export interface Soak {
  readonly description: string;
  /** @param log takes progress. @returns whether nothing was found. */
  run(log: (text: string) => void): Promise<boolean>;
}
