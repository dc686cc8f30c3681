import { mapExpression } from "./map-expression.ts";
import type { Expression, FunctionDefinition, MatchSegment } from "./syntax.ts";

/** Functions call functions at most so deep in Firebase's rules. */
const MAX_CALLS = 20;

/** An expression that grows larger than this by its functions is not looked at. */
const MAX_PARTS = 20_000;

/** An expression that can't be written without the functions that it calls. */
export class UnresolvedRuleError extends Error {
  override readonly name = "UnresolvedRuleError";
}

/** A function with what its body sees besides its parameters. */
interface ScopedFunction {
  readonly definition: FunctionDefinition;
  readonly scope: RuleScope;
}

interface Work {
  readonly calls: number;
  readonly parts: { count: number };
}

/** What the names of a place in a rules file stand for. */
export class RuleScope {
  readonly #values: ReadonlyMap<string, Expression>;
  readonly #functions: ReadonlyMap<string, ScopedFunction>;

  private constructor(
    values: ReadonlyMap<string, Expression>,
    functions: ReadonlyMap<string, ScopedFunction>,
  ) {
    this.#values = values;
    this.#functions = functions;
  }

  static readonly outermost = new RuleScope(new Map(), new Map());

  /** The scope within a block: its path's variables, and its functions, which see each other. */
  within(
    path: readonly MatchSegment[],
    at: number,
    definitions: readonly FunctionDefinition[],
  ): RuleScope {
    const values = new Map(this.#values);
    for (const [index, segment] of path.entries()) {
      if (segment.kind === "literal") continue;
      const { name } = segment;
      values.set(name, { kind: "segment", name, index: at + index, span: { start: 0, end: 0 } });
    }
    const functions = new Map(this.#functions);
    const scope = new RuleScope(values, functions);
    for (const definition of definitions) functions.set(definition.name, { definition, scope });
    return scope;
  }

  /**
   * The same expression without functions, variables and the names of segments. Firebase evaluates
   * arguments and variables only where they are used, so that nothing changes by it (tried on the
   * emulator).
   *
   * @throws UnresolvedRuleError for functions that call themselves, or what they grow to
   */
  resolve(expression: Expression): Expression {
    return this.#resolve(expression, { calls: 0, parts: { count: 0 } });
  }

  #resolve(expression: Expression, work: Work): Expression {
    work.parts.count += 1;
    if (work.parts.count > MAX_PARTS) throw new UnresolvedRuleError("it is too large");
    if (expression.kind === "name") return this.#values.get(expression.name) ?? expression;
    if (expression.kind === "call" && expression.callee.kind === "name") {
      const called = this.#functions.get(expression.callee.name);
      if (called !== undefined) return this.#call(called, expression, work);
    }
    return mapExpression(expression, (part) => this.#resolve(part, work));
  }

  #call(
    { definition, scope }: ScopedFunction,
    { args, span }: Extract<Expression, { kind: "call" }>,
    { calls, parts }: Work,
  ): Expression {
    const { name, parameters, lets, result } = definition;
    if (calls === MAX_CALLS) throw new UnresolvedRuleError(`${name} calls itself`);
    if (args.length !== parameters.length) {
      throw new UnresolvedRuleError(`${name} takes ${String(parameters.length)} arguments`);
    }
    const work = { calls: calls + 1, parts };
    const given = args.map((argument) => this.#resolve(argument, { calls, parts }));
    const values = new Map(scope.#values);
    for (const [index, parameter] of parameters.entries()) {
      values.set(parameter, given[index] as Expression);
    }
    const inner = new RuleScope(values, scope.#functions);
    for (const { name: bound, value } of lets) values.set(bound, inner.#resolve(value, work));
    return { ...inner.#resolve(result, work), span };
  }
}
