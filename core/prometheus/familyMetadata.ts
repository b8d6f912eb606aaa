import { textLimits } from "../limits.ts";
import { columnText } from "../otlp/columnText.ts";
import type { MetricMetadata } from "../records/metricMetadata.ts";
import { floatType, namesOfFamily } from "./metricTypes.ts";
import type { MetricMetadata as FamilyMetadata } from "./tables/v1.ts";

/** What a metric family's metadata says of the series of each name that its parts have. */
export function familyMetadata({ metricFamilyName, type, unit, help }: FamilyMetadata): MetricMetadata[] {
	return namesOfFamily(metricFamilyName, type).map((name) => ({
		metricName: columnText(name, textLimits.metricName) ?? "",
		...floatType(name, type),
		unit: columnText(unit, textLimits.unit) ?? "",
		description: columnText(help, textLimits.description) ?? "",
	}));
}
