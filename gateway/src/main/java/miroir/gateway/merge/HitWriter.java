package miroir.gateway.merge;

import java.util.List;
import java.util.stream.Stream;
import miroir.gateway.json.JsonBytes;
import miroir.gateway.json.JsonOutput;
import miroir.gateway.json.Members;
import miroir.gateway.json.Projection;
import miroir.gateway.plan.ReservedFields;
import org.jspecify.annotations.Nullable;

/**
 * Copies a hit as the client gets it: the node's bytes without reserved fields, without what the
 * merge alone had asked for, and with what is not displayed hidden.
 */
final class HitWriter {
  private static final String FORMATTED = "_formatted";
  private static final String POSITIONS = "_matchesPosition";

  private final SearchRequest request;
  private final @Nullable List<String> displayed;
  private final Projection fields;
  private final Projection formatted;

  HitWriter(SearchRequest request, IndexShape index, NodeQuery query) {
    this.request = request;
    this.displayed = index.displayed();
    @Nullable List<String> retrieved = request.retrieved();
    List<String> marked = request.marked();
    if (retrieved == null) {
      fields = Projection.ALL;
      formatted = Projection.ALL;
    } else if (query.wholeDocuments()) {
      fields = Projection.only(retrieved);
      formatted =
          marked.contains("*")
              ? Projection.ALL
              : Projection.only(Stream.concat(retrieved.stream(), marked.stream()).toList());
    } else {
      fields = Projection.without(query.added(), retrieved);
      formatted =
          Projection.without(
              query.added().stream().filter(one -> !AttributeList.covers(marked, one)).toList(),
              retrieved);
    }
  }

  /** Appends a hit. */
  void write(Hit hit, JsonOutput output) {
    byte[] json = hit.json();
    output.raw('{');
    Members members = new Members(json, hit.from());
    while (members.next()) {
      if (members.keyBegins('_')) {
        if (members.keyIs(Hit.DETAILS)) {
          members.endsAt(hit.ranking().end());
        }
        writeUnderscored(json, members, output);
      } else {
        fields.copyMember(json, members, output);
      }
    }
    output.raw('}');
  }

  private void writeUnderscored(byte[] json, Members member, JsonOutput output) {
    if (member.keyIs(Hit.DETAILS)) {
      if (request.showsDetails()) {
        beginMember(json, member, output);
        writeDetails(json, member.valueFrom(), output);
      }
    } else if (member.keyIs(Hit.SCORE)) {
      if (request.showsScore()) {
        Projection.ALL.copyMember(json, member, output);
      }
    } else if (member.keyIs(FORMATTED) && request.showsFormatted()) {
      beginMember(json, member, output);
      writeFormatted(json, member.valueFrom(), output);
    } else if (member.keyIs(POSITIONS)) {
      beginMember(json, member, output);
      writePositions(json, member.valueFrom(), output);
    } else if (member.keyIs("_vectors") || member.keyIs("_geoDistance")) {
      Projection.ALL.copyMember(json, member, output);
    } else if (!isReserved(json, member)) {
      fields.copyMember(json, member, output);
    }
  }

  private static void beginMember(byte[] json, Members member, JsonOutput output) {
    if (output.last() != '{') {
      output.raw(',');
    }
    output.raw(json, member.keyFrom(), member.keyTo()).raw(':');
  }

  private static boolean isReserved(byte[] json, Members member) {
    return ReservedFields.contains(JsonBytes.string(json, member.keyFrom(), member.keyTo()));
  }

  private void writeFormatted(byte[] json, int at, JsonOutput output) {
    output.raw('{');
    Members members = new Members(json, at);
    while (members.next()) {
      if (!members.keyBegins('_') || !isReserved(json, members)) {
        formatted.copyMember(json, members, output);
      }
    }
    output.raw('}');
  }

  private void writePositions(byte[] json, int at, JsonOutput output) {
    output.raw('{');
    Members members = new Members(json, at);
    while (members.next()) {
      String field = members.key();
      if (!ReservedFields.contains(field)
          && (displayed == null || AttributeList.covers(displayed, field))) {
        Projection.ALL.copyMember(json, members, output);
      }
    }
    output.raw('}');
  }

  private void writeDetails(byte[] json, int at, JsonOutput output) {
    output.raw('{');
    Members members = new Members(json, at);
    while (members.next()) {
      String rule = members.key();
      if (ReservedFields.contains(rule)) {
        continue;
      }
      if (isHidden(rule)) {
        writeHidden(json, members.valueFrom(), output);
      } else {
        Projection.ALL.copyMember(json, members, output);
      }
    }
    output.raw('}');
  }

  private boolean isHidden(String rule) {
    int colon = rule.lastIndexOf(':');
    return displayed != null
        && colon > 0
        && !rule.startsWith("_geoPoint(")
        && !AttributeList.covers(displayed, rule.substring(0, colon));
  }

  private static void writeHidden(byte[] json, int at, JsonOutput output) {
    long order = 0;
    Members parts = new Members(json, at);
    while (parts.next()) {
      if (parts.keyIs("order")) {
        order = JsonBytes.integer(json, parts.valueFrom(), parts.valueTo());
      }
    }
    if (output.last() != '{') {
      output.raw(',');
    }
    output.raw("\"<hidden-rule-").number(order).raw(">\":{\"order\":").number(order);
    output.raw(",\"value\":\"<hidden>\"}");
  }
}
