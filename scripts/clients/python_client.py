#!/usr/bin/env python3
"""A client's life with the official Python library (`pip install meilisearch`).

Takes MIROIR_URL and MIROIR_KEY from the environment; ends with 1 at the first mismatch.
"""

import os
import sys

import meilisearch
from meilisearch.errors import MeilisearchApiError

URL = os.environ.get("MIROIR_URL", "http://127.0.0.1:7700")
KEY = os.environ.get("MIROIR_KEY", "")
UID = "python-client-films"
FILMS = [
    {"id": 1, "title": "Carol", "year": 2015, "genres": ["Romance", "Drama"]},
    {"id": 2, "title": "Wonder Woman", "year": 2017, "genres": ["Action", "Adventure"]},
    {"id": 3, "title": "Life of Pi", "year": 2012, "genres": ["Adventure", "Drama"]},
    {"id": 4, "title": "Mad Max: Fury Road", "year": 2015, "genres": ["Adventure"]},
]


def check(what, actual, expected):
    if actual != expected:
        sys.exit(f"{what}: expected {expected!r} but was {actual!r}")
    print(f"{what}: as expected")


def error_code(call):
    try:
        call()
    except MeilisearchApiError as error:
        return error.code
    return "no error"


def main():
    client = meilisearch.Client(URL, KEY)

    def finish(task, status="succeeded"):
        finished = client.wait_for_task(task.task_uid, timeout_in_ms=60_000)
        check(f"task {finished.type}", finished.status, status)
        return finished

    check("health", client.health(), {"status": "available"})
    client.wait_for_task(client.delete_index(UID).task_uid, timeout_in_ms=60_000)
    finish(client.create_index(UID, {"primaryKey": "id"}))
    films = client.index(UID)
    finish(
        films.update_settings(
            {"filterableAttributes": ["genres", "year"], "sortableAttributes": ["year"]}
        )
    )
    settings = films.get_settings()
    check("filterable attributes", settings["filterableAttributes"], ["genres", "year"])
    check("sortable attributes", settings["sortableAttributes"], ["year"])

    finish(films.add_documents(FILMS))
    check("search", films.search("wonder")["hits"], [FILMS[1]])
    found = films.search(
        "", {"filter": "genres = Adventure", "sort": ["year:asc"], "facets": ["genres"], "limit": 2}
    )
    check("sorted ids", [hit["id"] for hit in found["hits"]], [3, 4])
    check("total", found["estimatedTotalHits"], 3)
    check(
        "facets",
        found["facetDistribution"],
        {"genres": {"Action": 1, "Adventure": 3, "Drama": 1}},
    )
    check("number of documents", films.get_stats().number_of_documents, 4)
    check("document", dict(films.get_document(3))["title"], "Life of Pi")
    check("documents", films.get_documents({"limit": 2, "offset": 1}).total, 4)
    searches = [{"indexUid": UID, "q": "carol"}, {"indexUid": UID, "q": "max"}]
    results = client.multi_search(searches)["results"]
    check("multi-search", [len(one["hits"]) for one in results], [1, 1])

    failed = finish(films.add_documents([{"id": "bad id"}]), "failed")
    check("failed task", failed.error["code"], "invalid_document_id")
    finish(films.delete_document(1))
    check("deleted document", error_code(lambda: films.get_document(1)), "document_not_found")
    check("newest task", client.get_tasks().results[0].type, "documentDeletion")
    wrong = meilisearch.Client(URL, "wrong")
    check("wrong key", error_code(wrong.get_indexes), "invalid_api_key")
    finish(client.delete_index(UID))
    check("deleted index", error_code(lambda: client.get_index(UID)), "index_not_found")


if __name__ == "__main__":
    main()
