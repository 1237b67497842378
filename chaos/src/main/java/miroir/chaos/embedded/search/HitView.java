package miroir.chaos.embedded.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import miroir.chaos.embedded.highlight.TextFormatter;
import miroir.chaos.embedded.store.IndexState;
import miroir.gateway.api.attribute.AttributePattern;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.json.JsonText;
import miroir.gateway.api.search.SearchQuery;
import miroir.gateway.api.settings.Setting;

/** Shows documents as hits: selected fields, formatted fields, places of matches. */
final class HitView {
  private final TextFormatter formatter;
  private final FieldSelection displayed;
  private final FieldSelection retrieved;
  private final Map<String, TextFormatter.Format> formats = new LinkedHashMap<>();
  private final boolean showMatches;
  private final IndexState state;

  HitView(IndexState state, SearchQuery query, TextFormatter formatter) {
    this.state = state;
    this.formatter = formatter;
    this.displayed = FieldSelection.of(state.settings().strings(Setting.DISPLAYED_ATTRIBUTES));
    this.retrieved = FieldSelection.of(query.list("attributesToRetrieve").orElse(List.of("*")));
    this.showMatches = query.flag("showMatchesPosition");
    query.list("attributesToHighlight").ifPresent(names -> names.forEach(this::addHighlight));
    query
        .list("attributesToCrop")
        .ifPresent(names -> names.forEach(name -> addCrop(name, query.cropLength())));
  }

  private void addHighlight(String name) {
    names(name).forEach(n -> addFormat(n, new TextFormatter.Format(true, 0)));
  }

  private void addCrop(String text, int defaultWords) {
    int colon = text.lastIndexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    int words = defaultWords;
    if (colon >= 0 && text.substring(colon + 1).matches("\\d{1,9}")) {
      words = Integer.parseInt(text.substring(colon + 1));
    }
    TextFormatter.Format format = new TextFormatter.Format(false, words);
    names(name).forEach(n -> addFormat(n, format));
  }

  private void addFormat(String name, TextFormatter.Format format) {
    formats.merge(name, format, TextFormatter.Format::or);
  }

  private List<String> names(String name) {
    if (name.equals("*")) {
      return state.attributes().all().stream().filter(displayed::covers).toList();
    }
    boolean known = state.attributes().find(name) >= 0 && displayed.covers(name);
    return known ? List.of(name) : List.of();
  }

  /** The fields of a hit. */
  ObjectNode fields(ObjectNode document) {
    return retrieved.select(displayed.select(document));
  }

  /** What {@code _formatted} and {@code _matchesPosition} show; each only if it is asked for. */
  record Formatted(Optional<ObjectNode> document, Optional<ObjectNode> matches) {}

  Formatted formatted(ObjectNode document) {
    if (formats.isEmpty() && !showMatches) {
      return new Formatted(Optional.empty(), Optional.empty());
    }
    Map<String, ArrayNode> matches = new TreeMap<>();
    JsonNode whole = format(displayed.select(document), "", new ArrayList<>(), matches);
    Optional<ObjectNode> shown = Optional.empty();
    if (!formats.isEmpty()) {
      shown = Optional.of(selectFormatted((ObjectNode) whole));
    }
    Optional<ObjectNode> places = Optional.empty();
    if (showMatches) {
      ObjectNode json = Json.object();
      matches.forEach(json::set);
      places = Optional.of(json);
    }
    return new Formatted(shown, places);
  }

  private ObjectNode selectFormatted(ObjectNode whole) {
    if (retrieved.isEverything()) {
      return whole;
    }
    FieldSelection marked = FieldSelection.of(formats.keySet());
    ObjectNode shown = Json.object();
    ObjectNode fromRetrieved = retrieved.select(whole);
    ObjectNode fromMarked = marked.select(whole);
    whole
        .fieldNames()
        .forEachRemaining(
            name -> {
              JsonNode value =
                  fromMarked.has(name) ? fromMarked.get(name) : fromRetrieved.get(name);
              if (value != null) {
                shown.set(name, value);
              }
            });
    return shown;
  }

  private JsonNode format(
      JsonNode value, String path, List<Integer> indices, Map<String, ArrayNode> matches) {
    if (value.isObject()) {
      ObjectNode shown = Json.object();
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        String inner = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
        shown.set(field.getKey(), format(field.getValue(), inner, indices, matches));
      }
      return shown;
    }
    if (value.isArray()) {
      ArrayNode shown = Json.object().arrayNode();
      for (int i = 0; i < value.size(); i++) {
        indices.add(i);
        shown.add(format(value.get(i), path, indices, matches));
        indices.remove(indices.size() - 1);
      }
      return shown;
    }
    if (!value.isTextual() && !value.isNumber()) {
      return value;
    }
    String text = value.isTextual() ? value.textValue() : JsonText.of(value);
    if (showMatches) {
      addMatches(text, path, indices, matches);
    }
    return TextNode.valueOf(formatter.format(text, formatOf(path)));
  }

  private TextFormatter.Format formatOf(String path) {
    TextFormatter.Format format = new TextFormatter.Format(false, 0);
    for (Map.Entry<String, TextFormatter.Format> entry : formats.entrySet()) {
      String name = entry.getKey();
      if (AttributePattern.isInside(name, path) || AttributePattern.isInside(path, name)) {
        format = format.or(entry.getValue());
      }
    }
    return format;
  }

  private void addMatches(
      String text, String path, List<Integer> indices, Map<String, ArrayNode> matches) {
    for (TextFormatter.Bounds bounds : formatter.bounds(text)) {
      ObjectNode place = matches.computeIfAbsent(path, p -> Json.object().arrayNode()).addObject();
      place.put("start", bounds.start()).put("length", bounds.length());
      if (!indices.isEmpty()) {
        indices.forEach(place.putArray("indices")::add);
      }
    }
  }
}
