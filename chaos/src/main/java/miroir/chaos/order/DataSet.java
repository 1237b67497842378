package miroir.chaos.order;

import java.util.List;

/**
 * A data set with the settings under which it is searched.
 *
 * @param name the index's name
 * @param data the name of its documents
 * @param primaryKey the primary key
 * @param filterable filterable attributes
 * @param distinct attributes to be distinct by, and to filter on
 * @param sortable what to sort by
 */
record DataSet(
    String name,
    String data,
    String primaryKey,
    List<String> filterable,
    List<String> distinct,
    List<String> sortable) {
  static final List<DataSet> ALL =
      List.of(
          new DataSet(
              "check-books",
              "books",
              "id",
              List.of("language", "publisher", "author", "details.rating"),
              List.of("language", "publisher", "author"),
              List.of("title", "author", "details.rating")),
          new DataSet(
              "check-restaurants",
              "restaurants",
              "id",
              List.of("categories", "name"),
              List.of("categories", "name"),
              List.of("name")),
          new DataSet(
              "check-cities",
              "world-cities",
              "geonameid",
              List.of("_geo", "country", "population", "timezone"),
              List.of("country", "timezone"),
              List.of("population", "name", "country", "_geoPoint(48.85,2.35)")));
}
