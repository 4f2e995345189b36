/** A file on its way into a ZIP. */
export interface PackagedFile {
  /** Name inside the ZIP: relative, with `/` between its parts. */
  readonly name: string;
  /** Whether the ZIP marks it as executable. */
  readonly isExecutable: boolean;
  /** Length of what `read` gives, in bytes. */
  readonly size: number;
  /** Its content; asked for once, when its turn comes. */
  read(): Promise<Buffer>;
}
