/** Loaded before the gateway: prints a line whenever functions-framework makes a domain for a request. */
import domain from "node:domain";

const { create } = domain;
domain.create = () => {
  console.log("a domain");
  return create();
};
