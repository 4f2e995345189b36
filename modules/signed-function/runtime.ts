/** A managed runtime of AWS Lambda. */
export class Runtime {
  static readonly NODEJS_20_X = new Runtime("nodejs20.x");
  static readonly NODEJS_22_X = new Runtime("nodejs22.x");
  static readonly PYTHON_3_13 = new Runtime("python3.13");

  /** Any other managed runtime, by its identifier. */
  static of(identifier: string): Runtime {
    return new Runtime(identifier);
  }

  private constructor(readonly identifier: string) {}
}
