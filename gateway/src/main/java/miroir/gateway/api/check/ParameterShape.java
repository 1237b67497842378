package miroir.gateway.api.check;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.Refusal;

/** The parameters that a query string may have. The first wrong one is told, in the order sent. */
public final class ParameterShape {
  private static final BigInteger MAX_UNSIGNED =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private final List<String> names = new ArrayList<>();
  private final Map<String, ParameterCheck> checks = new HashMap<>();

  private ParameterShape() {}

  /** No parameters so far. */
  public static ParameterShape parameters() {
    return new ParameterShape();
  }

  /** One more parameter. */
  public ParameterShape with(String name, ParameterCheck check) {
    names.add(name);
    checks.put(name, check);
    return this;
  }

  /** One more parameter, any text. */
  public ParameterShape with(String name) {
    return with(name, (parameter, value) -> {});
  }

  /** Checks a query string. Throws {@link Refusal} at the first fault. */
  public Parameters check(Parameters sent) {
    sent.forEach(
        (name, value) -> {
          ParameterCheck check = checks.get(name);
          if (check == null) {
            throw ErrorCode.BAD_REQUEST.refusal(
                "Unknown parameter `" + name + "`: " + NearMiss.expectation(name, names));
          }
          check.check(name, value);
        });
    return sent;
  }

  /** A number from 0 to 2^64-1. */
  public static ParameterCheck positiveInteger(ErrorCode code) {
    return (name, value) -> requireInteger(code, name, value, MAX_UNSIGNED);
  }

  /** A number from 0 to 2^32-1. */
  public static ParameterCheck unsigned32(ErrorCode code) {
    return (name, value) -> requireInteger(code, name, value, BigInteger.valueOf(0xffffffffL));
  }

  /** {@code true} or {@code false}. */
  public static ParameterCheck bool(ErrorCode code) {
    return (name, value) -> {
      if (!value.equals("true") && !value.equals("false")) {
        throw invalid(
            code,
            name,
            "could not parse `" + value + "` as a boolean, expected either `true` or `false`");
      }
    };
  }

  /** A comma-separated list, or {@code *}; each element must be accepted by the parser. */
  public static ParameterCheck listOrStar(ErrorCode code, Predicate<String> accepts, Told told) {
    return (name, value) -> {
      if (value.equals("*")) {
        return;
      }
      for (String element : value.split(",", -1)) {
        if (!accepts.test(element)) {
          throw invalid(code, name, told.complaint(element));
        }
      }
    };
  }

  /** Says what is wrong with an element. */
  @FunctionalInterface
  public interface Told {
    /** The complaint, as it stands behind the name of the parameter. */
    String complaint(String element);
  }

  /** True for digits that make a number from 0 to 2^32-1. */
  public static boolean isUnsigned32(String text) {
    return isInteger(text, BigInteger.valueOf(0xffffffffL));
  }

  /** "could not parse `x` as a positive integer". */
  public static String notAnInteger(String text) {
    return "could not parse `" + text + "` as a positive integer";
  }

  /** "Invalid value in parameter `x`: …", as a refusal. */
  public static Refusal invalid(ErrorCode code, String name, String complaint) {
    return code.refusal("Invalid value in parameter `" + name + "`: " + complaint);
  }

  private static void requireInteger(
      ErrorCode code, String name, String value, BigInteger maximum) {
    if (!isInteger(value, maximum)) {
      throw invalid(code, name, notAnInteger(value));
    }
  }

  private static boolean isInteger(String value, BigInteger maximum) {
    String digits = value.startsWith("+") ? value.substring(1) : value;
    return !digits.isEmpty()
        && digits.chars().allMatch(c -> c >= '0' && c <= '9')
        && new BigInteger(digits).compareTo(maximum) <= 0;
  }
}
