const COMMON =
  /^(?:get|set|add|update|delete|remove|create|find|load|save|push|map|filter|forEach|then|on|once|emit|call|apply|bind|start|stop|run|init|render|has|keys|values|entries|join|send|json|data|query|read|write|fetch|list|all|close|open)$/;

/** Whether so many things have a method of this name that the name alone tells nothing. */
export function isCommonName(name: string): boolean {
  return COMMON.test(name);
}
