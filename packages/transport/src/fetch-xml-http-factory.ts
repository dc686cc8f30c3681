/** Asks Google's module for fetch, which the gateway's streams use whether it is asked for or not. */
export class FetchXmlHttpFactory {
  readonly options: object;

  constructor(options: object) {
    this.options = options;
  }
}
