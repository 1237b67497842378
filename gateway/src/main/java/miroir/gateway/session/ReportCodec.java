package miroir.gateway.session;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import miroir.gateway.Limits;
import miroir.gateway.writer.IndexReport;
import miroir.proto.log.TaskKind;
import miroir.proto.session.CopyReport;
import miroir.proto.session.LaneReport;
import miroir.proto.session.Report;
import miroir.proto.session.WriteReport;

/** Reports of writers as the coordinators get them, within bounds. Pure. */
final class ReportCodec {
  private ReportCodec() {}

  /** Indexes with nothing to tell come last, so that the bound leaves them out first. */
  static Report encode(List<IndexReport> indexes, List<String> bugs) {
    List<IndexReport> some = new ArrayList<>(indexes);
    some.sort(Comparator.comparing(IndexReport::isIdle));
    Report.Builder report = Report.newBuilder().addAllBugs(bugs);
    some.stream().limit(Limits.REPORTED_INDEXES).forEach(index -> report.addIndexes(encode(index)));
    return report.build();
  }

  private static miroir.proto.session.IndexReport encode(IndexReport index) {
    miroir.proto.session.IndexReport.Builder told =
        miroir.proto.session.IndexReport.newBuilder()
            .setIndex(index.index())
            .setLeaseEpoch(index.epoch())
            .setActive(index.active())
            .setUnregistered(index.unregistered())
            .setUnfinished(index.unfinished())
            .setOldestMillis(index.oldestMillis());
    index.writes().forEach(write -> told.addWrites(encode(write)));
    index.lanes().stream()
        .filter(lane -> !lane.isIdle())
        .forEach(lane -> told.addLanes(encode(lane)));
    index.copies().forEach(copy -> told.addCopies(encode(copy)));
    return told.build();
  }

  private static WriteReport encode(IndexReport.WriteInFlight write) {
    WriteReport.Builder told =
        WriteReport.newBuilder()
            .setSeq(write.seq())
            .setAgeMillis(write.ageMillis())
            .setKind(TaskKind.forNumber(write.kind().ordinal()))
            .addAllWaitsFor(write.waitsFor())
            .setWhy(write.why());
    if (write.taskUid() >= 0) {
      told.setTaskUid(write.taskUid());
    }
    return told.build();
  }

  private static LaneReport encode(IndexReport.LaneLook lane) {
    return LaneReport.newBuilder()
        .setNode(lane.node())
        .setState(lane.state().name())
        .setWaiting(lane.waiting())
        .setUnfinished(lane.unfinished())
        .setOldestMillis(lane.oldestMillis())
        .build();
  }

  private static CopyReport encode(IndexReport.CopyLook copy) {
    CopyReport.Builder told =
        CopyReport.newBuilder()
            .setNode(copy.node())
            .setSource(copy.source())
            .setDirtySlots(copy.dirtySlots())
            .setCopyingSlots(copy.copyingSlots())
            .setCopiedSlots(copy.copiedSlots())
            .setDocuments(copy.documents())
            .setBytes(copy.bytes())
            .setDocumentsPerSecond(copy.documentsPerSecond())
            .setWaitsFor(copy.waitsFor());
    copy.etaMillis().ifPresent(told::setEtaMillis);
    return told.build();
  }
}
