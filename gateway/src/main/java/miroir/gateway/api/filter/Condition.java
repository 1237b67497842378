package miroir.gateway.api.filter;

import java.util.List;

/** What is asked of one attribute. */
public sealed interface Condition {
  /** {@code =}. */
  record Equal(Token value) implements Condition {}

  /** {@code !=}. */
  record NotEqual(Token value) implements Condition {}

  /** {@code <}, {@code <=}, {@code >}, {@code >=}. */
  record Compare(String operator, Token value) implements Condition {}

  /** {@code a TO b}, both included. */
  record Between(Token from, Token to) implements Condition {}

  /** {@code IN [..]}. */
  record In(List<Token> values) implements Condition {
    /** Keeps its own copy. */
    public In {
      values = List.copyOf(values);
    }
  }

  /** {@code EXISTS}. */
  record Exists() implements Condition {}

  /** {@code IS NULL}. */
  record IsNull() implements Condition {}

  /** {@code IS EMPTY}. */
  record IsEmpty() implements Condition {}

  /** {@code CONTAINS}; needs an experimental feature. */
  record Contains(Token keyword, Token word) implements Condition {}

  /** {@code STARTS WITH}. */
  record StartsWith(Token prefix) implements Condition {}

  /** The operator, as in error messages. */
  default String operator() {
    if (this instanceof Compare compare) {
      return compare.operator();
    }
    if (this instanceof Equal || this instanceof In) {
      return "=";
    }
    if (this instanceof NotEqual) {
      return "!=";
    }
    if (this instanceof Between) {
      return "TO";
    }
    if (this instanceof Exists) {
      return "EXISTS";
    }
    if (this instanceof IsNull) {
      return "IS NULL";
    }
    if (this instanceof IsEmpty) {
      return "IS EMPTY";
    }
    return this instanceof Contains ? "CONTAINS" : "STARTS WITH";
  }

  /** The operator and its operands, in the form in which Meilisearch passes filters on. */
  default String serialized() {
    if (this instanceof Compare compare) {
      return compare.operator() + " " + compare.value().quoted();
    }
    if (this instanceof Equal equal) {
      return "= " + equal.value().quoted();
    }
    if (this instanceof NotEqual notEqual) {
      return "!= " + notEqual.value().quoted();
    }
    if (this instanceof Between between) {
      return between.from().quoted() + " TO " + between.to().quoted();
    }
    if (this instanceof In in) {
      return "IN [" + String.join(", ", in.values().stream().map(Token::quoted).toList()) + "]";
    }
    if (this instanceof Contains contains) {
      return "CONTAINS " + contains.word().quoted();
    }
    if (this instanceof StartsWith startsWith) {
      return "STARTS WITH " + startsWith.prefix().quoted();
    }
    return operator();
  }
}
