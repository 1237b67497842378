#!/usr/bin/env node
// A client's life with the official JavaScript library (`npm install meilisearch`).
// Takes MIROIR_URL and MIROIR_KEY from the environment; ends with 1 at the first mismatch.

import { isDeepStrictEqual } from 'node:util';
import { Meilisearch } from 'meilisearch';

const host = process.env.MIROIR_URL ?? 'http://127.0.0.1:7700';
const apiKey = process.env.MIROIR_KEY ?? '';
const uid = 'node-client-films';
const documents = [
  { id: 1, title: 'Carol', year: 2015, genres: ['Romance', 'Drama'] },
  { id: 2, title: 'Wonder Woman', year: 2017, genres: ['Action', 'Adventure'] },
  { id: 3, title: 'Life of Pi', year: 2012, genres: ['Adventure', 'Drama'] },
  { id: 4, title: 'Mad Max: Fury Road', year: 2015, genres: ['Adventure'] },
];

function check(what, actual, expected) {
  if (!isDeepStrictEqual(actual, expected)) {
    console.error(
      `${what}: expected ${JSON.stringify(expected)} but was ${JSON.stringify(actual)}`,
    );
    process.exit(1);
  }
  console.log(`${what}: as expected`);
}

async function errorCode(call) {
  try {
    await call();
  } catch (error) {
    return error.cause?.code ?? String(error);
  }
  return 'no error';
}

const client = new Meilisearch({ host, apiKey });

async function finish(enqueued, status = 'succeeded') {
  const { taskUid } = await enqueued;
  const task = await client.tasks.waitForTask(taskUid, { timeout: 60_000 });
  check(`task ${task.type}`, task.status, status);
  return task;
}

check('health', await client.health(), { status: 'available' });
const left = await client.deleteIndex(uid);
await client.tasks.waitForTask(left.taskUid, { timeout: 60_000 });
await finish(client.createIndex(uid, { primaryKey: 'id' }));
const films = client.index(uid);
await finish(
  films.updateSettings({ filterableAttributes: ['genres', 'year'], sortableAttributes: ['year'] }),
);
const settings = await films.getSettings();
check('filterable attributes', settings.filterableAttributes, ['genres', 'year']);
check('sortable attributes', settings.sortableAttributes, ['year']);

await finish(films.addDocuments(documents));
check('search', (await films.search('wonder')).hits, [documents[1]]);
const found = await films.search('', {
  filter: 'genres = Adventure',
  sort: ['year:asc'],
  facets: ['genres'],
  limit: 2,
});
check('sorted ids', found.hits.map((hit) => hit.id), [3, 4]);
check('total', found.estimatedTotalHits, 3);
check('facets', found.facetDistribution, { genres: { Action: 1, Adventure: 3, Drama: 1 } });
check('number of documents', (await films.getStats()).numberOfDocuments, 4);
check('document', (await films.getDocument(3)).title, 'Life of Pi');
check('documents', (await films.getDocuments({ limit: 2, offset: 1 })).total, 4);
const many = await client.multiSearch({
  queries: [
    { indexUid: uid, q: 'carol' },
    { indexUid: uid, q: 'max' },
  ],
});
check('multi-search', many.results.map((one) => one.hits.length), [1, 1]);

const failed = await finish(films.addDocuments([{ id: 'bad id' }]), 'failed');
check('failed task', failed.error.code, 'invalid_document_id');
await finish(films.deleteDocument(1));
check('deleted document', await errorCode(() => films.getDocument(1)), 'document_not_found');
check('newest task', (await client.tasks.getTasks()).results[0].type, 'documentDeletion');
const wrong = new Meilisearch({ host, apiKey: 'wrong' });
check('wrong key', await errorCode(() => wrong.getIndexes()), 'invalid_api_key');
await finish(client.deleteIndex(uid));
check('deleted index', await errorCode(() => client.getIndex(uid)), 'index_not_found');
