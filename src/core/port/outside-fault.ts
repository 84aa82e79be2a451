/** Something outside cannot be used as it is; the message says what, `fix` what a person can do about it. */
export class OutsideFault extends Error {
  override readonly name: string = "OutsideFault";
  readonly fix: string;

  constructor(message: string, fix: string, options?: ErrorOptions) {
    super(message, options);
    this.fix = fix;
  }
}
