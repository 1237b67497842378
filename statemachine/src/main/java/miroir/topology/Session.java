package miroir.topology;

/**
 * A gateway's life as the coordinators see it.
 *
 * @param gateway the gateway's id
 * @param incarnation chosen at random by each process, so that an old one cannot speak for a new
 *     one
 * @param advertise host:port where other gateways forward writes to
 * @param acknowledgedEpoch no request of the gateway uses a routing epoch below this one
 * @param readKey uid of its key for reads on the nodes
 * @param writeKey uid of this incarnation's key for writes on the nodes
 * @param live false once it has ended; kept until its write key is deleted
 */
public record Session(
    String gateway,
    String incarnation,
    String advertise,
    long acknowledgedEpoch,
    String readKey,
    String writeKey,
    boolean live) {

  /** Returns this session after it acknowledged a routing epoch. */
  public Session acknowledged(long epoch) {
    return new Session(
        gateway,
        incarnation,
        advertise,
        Math.max(epoch, acknowledgedEpoch),
        readKey,
        writeKey,
        live);
  }

  /** Returns this session as ended. */
  public Session ended() {
    return new Session(
        gateway, incarnation, advertise, acknowledgedEpoch, readKey, writeKey, false);
  }
}
