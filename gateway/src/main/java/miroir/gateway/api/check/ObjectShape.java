package miroir.gateway.api.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import miroir.gateway.api.ErrorCode;

/**
 * The fields that an object may and must have. Fields are judged in the order in which the client
 * sent them and the first wrong one is told, as Meilisearch does.
 */
public final class ObjectShape implements Check {
  private final ErrorCode code;
  private final List<String> names = new ArrayList<>();
  private final Map<String, Check> checks = new HashMap<>();
  private final Map<String, ErrorCode> required = new HashMap<>();
  private final Map<String, ErrorCode> immutable = new HashMap<>();
  private boolean closed = true;
  private ErrorCode unknownField = ErrorCode.BAD_REQUEST;

  private ObjectShape(ErrorCode code) {
    this.code = code;
  }

  /** An object; this code tells that it is none. */
  public static ObjectShape object(ErrorCode code) {
    return new ObjectShape(code);
  }

  /** A field that may be absent. */
  public ObjectShape field(String name, Check check) {
    names.add(name);
    checks.put(name, check);
    return this;
  }

  /** A field that must be there; this code tells that it is absent. */
  public ObjectShape required(String name, Check check, ErrorCode missing) {
    required.put(name, missing);
    return field(name, check);
  }

  /** A field that exists and cannot be changed. */
  public ObjectShape immutable(String name, ErrorCode complaint) {
    immutable.put(name, complaint);
    return this;
  }

  /** Lets fields pass that are not named. */
  public ObjectShape open() {
    closed = false;
    return this;
  }

  /** The code for fields that are not named, instead of {@code bad_request}. */
  public ObjectShape unknownFields(ErrorCode complaint) {
    unknownField = complaint;
    return this;
  }

  /** The names of the fields, in order. */
  public List<String> names() {
    return List.copyOf(names);
  }

  @Override
  public void check(JsonNode value, JsonPath at) {
    Checks.kind(code, Kind.OBJECT).check(value, at);
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      Check check = checks.get(field.getKey());
      if (check != null) {
        check.check(field.getValue(), at.field(field.getKey()));
      } else if (closed) {
        refuseField(field.getKey(), at);
      }
    }
    for (String name : names) {
      ErrorCode missing = required.get(name);
      if (missing != null && !value.has(name)) {
        throw missing.refusal("Missing field `" + name + "`" + at.after("inside"));
      }
    }
  }

  private void refuseField(String name, JsonPath at) {
    ErrorCode complaint = immutable.get(name);
    if (complaint != null) {
      throw complaint.refusal(
          "Immutable field `" + name + "`: " + "expected one of " + quotedNames());
    }
    throw unknownField.refusal(
        "Unknown field `"
            + name
            + "`"
            + at.after("inside")
            + ": "
            + NearMiss.expectation(name, names));
  }

  private String quotedNames() {
    return "`" + String.join("`, `", names) + "`";
  }
}
