/** The function that answers every callable, each at its name. */
export const DATABASE_FUNCTION = "database";
