-- Quantile of a histogram with explicit bounds, by linear interpolation within the bucket, as Prometheus does it:
-- a quantile in the last, unbounded bucket is the largest bound. `counts` are per bucket, one more than `bounds`.
CREATE OR REPLACE FUNCTION histogram_quantile(q double precision, bounds double precision[], counts bigint[])
RETURNS double precision
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
	total double precision := 0;
	wanted double precision;
	below double precision := 0;
	lower_bound double precision;
	upper_bound double precision;
BEGIN
	IF q IS NULL OR bounds IS NULL OR counts IS NULL OR cardinality(counts) <> cardinality(bounds) + 1 THEN
		RETURN NULL;
	END IF;
	IF q = 'NaN' THEN RETURN 'NaN'; END IF;
	IF q < 0 THEN RETURN '-Infinity'; END IF;
	IF q > 1 THEN RETURN 'Infinity'; END IF;
	SELECT coalesce(sum(c), 0) INTO total FROM unnest(counts) AS c;
	IF total = 0 OR cardinality(bounds) = 0 THEN RETURN NULL; END IF;
	wanted := q * total;
	FOR i IN 1 .. cardinality(counts) LOOP
		IF below + counts[i] >= wanted AND counts[i] > 0 THEN
			IF i > cardinality(bounds) THEN RETURN bounds[cardinality(bounds)]; END IF;
			upper_bound := bounds[i];
			lower_bound := CASE WHEN i > 1 THEN bounds[i - 1] WHEN upper_bound > 0 THEN 0 ELSE upper_bound END;
			RETURN lower_bound + (upper_bound - lower_bound) * (wanted - below) / counts[i];
		END IF;
		below := below + counts[i];
	END LOOP;
	RETURN bounds[cardinality(bounds)];
END $$;
