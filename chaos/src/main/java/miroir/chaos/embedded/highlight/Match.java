package miroir.chaos.embedded.highlight;

/**
 * A word or phrase of a query in a text.
 *
 * @param letters how many letters of the text match, from its first word on
 * @param firstId position in the query of what matches
 * @param lastId position of its last word
 * @param firstWord number of the word in the text
 * @param lastWord number of its last word
 * @param firstToken number of the token in the text
 * @param lastToken number of its last token
 */
record Match(
    int letters,
    int firstId,
    int lastId,
    int firstWord,
    int lastWord,
    int firstToken,
    int lastToken) {}
