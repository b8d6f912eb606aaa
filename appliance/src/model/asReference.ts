/**
 * The same text to BERT's reference tokenizer, and spelt so that a tokenizer that reads UTF-16 code units and lower-cases
 * whole texts takes it apart as the reference does, which reads and lower-cases code points.
 */
export function asReference(text: string): string {
	return text.toWellFormed().replace(RARE_IDEOGRAPH, " $& ").replaceAll("Σ", "σ");
}

/** Beyond the first 65,536 characters. https://github.com/google-research/bert/blob/master/tokenization.py */
const RARE_IDEOGRAPH =
	/[\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B820}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/gu;
