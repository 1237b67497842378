package miroir.gateway.lane;

/** What a lane does with entries. */
public enum LaneState {
  /** It keeps them: a cut must show first what the node has. */
  BROKEN,
  /** It sends them. */
  OPEN,
  /** It refuses them as missed. */
  OUT,
  /** It belongs to nobody any more. */
  CLOSED
}
