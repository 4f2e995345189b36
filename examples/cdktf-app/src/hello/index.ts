interface Visitor {
  readonly name?: string;
}

export function handler({ name = "world" }: Visitor): Promise<string> {
  return Promise.resolve(`Hello, ${name}!`);
}
