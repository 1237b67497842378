/**
 * The filter language: parsing with Meilisearch's complaints, and checks against the settings.
 * Evaluation is not here. May use the words of the API and its attributes.
 */
@NullMarked
package miroir.gateway.api.filter;

import org.jspecify.annotations.NullMarked;
