package miroir.gateway.api.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.IndexUid;
import miroir.gateway.api.Refusal;

/** The checks that bodies are made of. Each refuses with the code that it was made with. */
public final class Checks {
  private static final BigInteger MAX_UNSIGNED =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private Checks() {}

  /** Anything goes. */
  public static Check anything() {
    return (value, at) -> {};
  }

  /** A string. */
  public static Check string(ErrorCode code) {
    return kind(code, Kind.STRING);
  }

  /** True or false. */
  public static Check bool(ErrorCode code) {
    return kind(code, Kind.BOOLEAN);
  }

  /** An integer from 0 to 2^64-1. */
  public static Check positiveInteger(ErrorCode code) {
    return kind(code, Kind.POSITIVE_INTEGER);
  }

  /** An integer from 0 to a bound. */
  public static Check positiveInteger(ErrorCode code, long maximum) {
    return (value, at) -> {
      kind(code, Kind.POSITIVE_INTEGER).check(value, at);
      if (value.bigIntegerValue().compareTo(BigInteger.valueOf(maximum)) > 0) {
        throw unexpected(
            code,
            at,
            "value: `"
                + value.asText()
                + "` is too large to be deserialized, maximum value authorized is `"
                + maximum
                + "`");
      }
    };
  }

  /** An integer above 0. */
  public static Check nonZeroInteger(ErrorCode code) {
    return (value, at) -> {
      kind(code, Kind.POSITIVE_INTEGER).check(value, at);
      if (value.bigIntegerValue().signum() == 0) {
        throw unexpected(
            code,
            at,
            "a non-zero integer value lower than `"
                + MAX_UNSIGNED
                + "` was expected, but found a zero");
      }
    };
  }

  /** Any number within bounds; the complaint follows "Invalid value at `.x`: ". */
  public static Check numberBetween(ErrorCode code, double least, double most, String complaint) {
    return (value, at) -> {
      if (!value.isNumber()) {
        throw wrongKind(code, at, "a number", value);
      }
      double number = value.doubleValue();
      if (!(number >= least && number <= most)) {
        throw unexpected(code, at, complaint);
      }
    };
  }

  /** Any number. */
  public static Check number(ErrorCode code) {
    return (value, at) -> {
      if (!value.isNumber()) {
        throw wrongKind(code, at, "a number", value);
      }
    };
  }

  /** An array whose elements pass a check. */
  public static Check array(ErrorCode code, Check element) {
    return (value, at) -> {
      kind(code, Kind.ARRAY).check(value, at);
      for (int i = 0; i < value.size(); i++) {
        element.check(value.get(i), at.element(i));
      }
    };
  }

  /** An array of strings. */
  public static Check strings(ErrorCode code) {
    return array(code, string(code));
  }

  /** An object with any keys whose values pass a check. */
  public static Check map(ErrorCode code, Check element) {
    return (value, at) -> {
      kind(code, Kind.OBJECT).check(value, at);
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        element.check(field.getValue(), at.field(field.getKey()));
      }
    };
  }

  /** One of some words. */
  public static Check oneOf(ErrorCode code, List<String> words) {
    return (value, at) -> {
      string(code).check(value, at);
      if (!words.contains(value.textValue())) {
        throw code.refusal(
            "Unknown value `"
                + value.textValue()
                + "`"
                + at.after("at")
                + ": "
                + NearMiss.expectation(value.textValue(), words));
      }
    };
  }

  /** The name of an index. */
  public static Check indexUid(ErrorCode code) {
    return (value, at) -> {
      string(code).check(value, at);
      if (!IndexUid.isValid(value.textValue())) {
        throw unexpected(code, at, IndexUid.complaint(value.textValue()));
      }
    };
  }

  /** "Invalid value at `.x`: …", as a refusal. */
  public static Refusal unexpected(ErrorCode code, JsonPath at, String complaint) {
    return code.refusal("Invalid value" + at.after("at") + ": " + complaint);
  }

  static Check kind(ErrorCode code, Kind kind) {
    return (value, at) -> {
      if (Kind.of(value) != kind) {
        throw wrongKind(code, at, kind.description(), value);
      }
    };
  }

  private static Refusal wrongKind(ErrorCode code, JsonPath at, String expected, JsonNode found) {
    return code.refusal(
        "Invalid value type"
            + at.after("at")
            + ": expected "
            + expected
            + ", but found "
            + Kind.describe(found));
  }
}
