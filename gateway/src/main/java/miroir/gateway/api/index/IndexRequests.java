package miroir.gateway.api.index;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.check.Check;
import miroir.gateway.api.check.Checks;
import miroir.gateway.api.check.JsonPath;
import miroir.gateway.api.check.ObjectShape;
import miroir.gateway.api.check.ParameterShape;
import miroir.gateway.api.json.JsonText;

/** What indexes can be asked for. */
public final class IndexRequests {
  /** Parameters of {@code GET /indexes}. */
  public static final ParameterShape LIST =
      ParameterShape.parameters()
          .with("offset", ParameterShape.positiveInteger(ErrorCode.INVALID_INDEX_OFFSET))
          .with("limit", ParameterShape.positiveInteger(ErrorCode.INVALID_INDEX_LIMIT));

  /** Parameters of {@code GET /stats} and of the statistics of an index. */
  public static final ParameterShape STATS =
      ParameterShape.parameters()
          .with(
              "showInternalDatabaseSizes",
              ParameterShape.bool(ErrorCode.INVALID_STATS_SHOW_INTERNAL_DATABASE_SIZES))
          .with("sizeFormat", IndexRequests::sizeFormat);

  /** Body of {@code POST /indexes}. */
  public static final Check CREATE =
      ObjectShape.object(ErrorCode.BAD_REQUEST)
          .required(
              "uid", Checks.indexUid(ErrorCode.INVALID_INDEX_UID), ErrorCode.MISSING_INDEX_UID)
          .field("primaryKey", Checks.string(ErrorCode.INVALID_INDEX_PRIMARY_KEY).orNull());

  /** Body of {@code PATCH /indexes/{uid}}. */
  public static final Check UPDATE =
      ObjectShape.object(ErrorCode.BAD_REQUEST)
          .field("primaryKey", Checks.string(ErrorCode.INVALID_INDEX_PRIMARY_KEY).orNull())
          .field("uid", Checks.indexUid(ErrorCode.INVALID_INDEX_UID).orNull())
          .immutable("createdAt", ErrorCode.IMMUTABLE_INDEX_CREATED_AT)
          .immutable("updatedAt", ErrorCode.IMMUTABLE_INDEX_UPDATED_AT);

  private static final Check SWAPS =
      Checks.array(
          ErrorCode.BAD_REQUEST,
          ObjectShape.object(ErrorCode.BAD_REQUEST)
              .required(
                  "indexes",
                  Checks.array(
                      ErrorCode.INVALID_SWAP_INDEXES, Checks.indexUid(ErrorCode.INVALID_INDEX_UID)),
                  ErrorCode.MISSING_SWAP_INDEXES)
              .field("rename", Checks.bool(ErrorCode.INVALID_SWAP_RENAME)));

  private IndexRequests() {}

  private static void sizeFormat(String name, String value) {
    if (!value.equals("raw") && !value.equals("human")) {
      throw ErrorCode.INVALID_STATS_SIZE_FORMAT.refusal(
          "Unknown value `"
              + value
              + "` for parameter `"
              + name
              + "`: expected one of `human`, `raw`");
    }
  }

  /**
   * One exchange of names.
   *
   * @param rename true if the second name must be free and the first becomes free
   */
  public record Swap(String first, String second, boolean rename) {}

  /** Reads the body of {@code POST /swap-indexes}. Throws {@link miroir.gateway.api.Refusal}. */
  public static List<Swap> swaps(JsonNode body) {
    SWAPS.check(body, JsonPath.ROOT);
    List<Swap> swaps = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (JsonNode swap : body) {
      JsonNode indexes = swap.get("indexes");
      if (indexes.size() != 2) {
        throw ErrorCode.INVALID_SWAP_INDEXES.refusal(
            "Two indexes must be given for each swap. The list `"
                + JsonText.of(indexes).replace("\",\"", "\", \"")
                + "` contains "
                + indexes.size()
                + " indexes.");
      }
      for (JsonNode uid : indexes) {
        if (!seen.add(uid.textValue())) {
          throw ErrorCode.INVALID_SWAP_DUPLICATE_INDEX_FOUND.refusal(
              "Indexes must be declared only once during a swap. `"
                  + uid.textValue()
                  + "` was specified several times.");
        }
      }
      swaps.add(
          new Swap(
              indexes.get(0).textValue(),
              indexes.get(1).textValue(),
              swap.path("rename").asBoolean(false)));
    }
    return swaps;
  }
}
