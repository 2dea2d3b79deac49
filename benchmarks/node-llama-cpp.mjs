// Speed of the prebuilt llama.cpp in the npm package node-llama-cpp, as lines of "TEST SPEED".
// Usage: node node-llama-cpp.mjs FOLDER MODEL THREADS PROMPT GENERATED DEPTH
// FOLDER is where `npm install node-llama-cpp` was run.
import {resolve} from "node:path";
import {pathToFileURL} from "node:url";

const [folder, model, ...numbers] = process.argv.slice(2);
const [threads, prompt, generated, depth] = numbers.map(Number);
const entry = resolve(folder, "node_modules/node-llama-cpp/dist/index.js");
const {getLlama, LlamaLogLevel} = await import(pathToFileURL(entry));

const llama = await getLlama({
  gpu: false, build: "never", logLevel: LlamaLogLevel.error, maxThreads: threads
});
const loaded = await llama.loadModel({modelPath: resolve(model)});
const context = await loaded.createContext({
  contextSize: Math.max(depth, prompt) + generated + 64, batchSize: 512, threads
});
const sequence = context.getSequence();

const tokens = count => Array.from({length: count}, (_, i) => (i * 7919 + 13) % 1000);
const seconds = async action => {
  const start = performance.now();
  await action();
  return (performance.now() - start) / 1000;
};
const read = count => sequence.evaluateWithoutGeneratingNewTokens(tokens(count));

async function generate(count) {
  let done = 0;
  for await (const token of sequence.evaluate([5], {temperature: 0, yieldEogToken: true})) {
    if (++done >= count) {
      break;
    }
  }
}

// The first run of a process reads the model into memory.
await read(Math.min(prompt, 64));
await generate(2);
await sequence.clearHistory();
console.log(`pp${prompt} ${prompt / await seconds(() => read(prompt))}`);
await sequence.clearHistory();
console.log(`tg${generated} ${generated / await seconds(() => generate(generated))}`);
if (depth > 0) {
  await sequence.clearHistory();
  await read(depth);
  console.log(`tg${generated}_@_d${depth} ${generated / await seconds(() => generate(generated))}`);
}
process.exit(0);
