import { printable } from "./terminal";

/** A line and what is below it. */
export interface Tree {
  readonly label: string;
  readonly children?: readonly Tree[];
}

export function formatTree({ label, children = [] }: Tree): string[] {
  return [printable(label), ...formatChildren(children, "")];
}

function formatChildren(children: readonly Tree[], indent: string): string[] {
  return children.flatMap(({ label, children: below = [] }, index) => {
    const isLast = index === children.length - 1;
    return [
      `${indent}${isLast ? "└── " : "├── "}${printable(label)}`,
      ...formatChildren(below, `${indent}${isLast ? "    " : "│   "}`),
    ];
  });
}
