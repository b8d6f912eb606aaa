import { InvalidArgumentError } from "commander";
import type { z } from "zod";
import { didYouMean } from "../../answers/parseArguments.ts";
import { nearest } from "../../core/text/nearest.ts";

/** Values with commas between, the option given once or several times. */
export function several(given: string, before: string[] = []): string[] {
	return [...before, ...given.split(",").map((value) => value.trim())];
}

/** As `several`, each value one of these. */
export function oneOf<Value extends string>(values: readonly Value[]) {
	return (given: string, before?: Value[]): Value[] => {
		const chosen = several(given, before);
		const wrong = chosen.find((value) => !(values as readonly string[]).includes(value));
		if (wrong === undefined) return chosen as Value[];
		throw new InvalidArgumentError(
			`"${wrong}" is none of ${values.join(", ")}.${didYouMean(nearest(wrong, values, 1))}`,
		);
	};
}

/** A value that this schema takes; it is passed on as it was given. */
export function valid<Value = string>(schema: z.ZodType): (value: Value) => Value {
	return (value) => {
		const { error } = schema.safeParse(value);
		if (error) throw new InvalidArgumentError(error.issues[0]?.message ?? error.message);
		return value;
	};
}
