package miroir.chaos.workload;

/**
 * A search that did not find what it should.
 *
 * @param gateway which gateway was asked, from 0
 * @param answer what was answered, or how the connection failed
 * @param answered whether a gateway that is ready answered at all
 * @param partial whether it said that shards are missing
 */
public record FailedSearch(int gateway, String answer, boolean answered, boolean partial) {}
