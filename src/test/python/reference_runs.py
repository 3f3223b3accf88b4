"""Training runs of PyTorch and PEFT that `./peftlab conformance OUT` replays; see src/docs/conformance.md.

    python reference_runs.py OUT --train ROWS.tsv --model HUGGING_FACE_FOLDER
    python reference_runs.py OUT --train ROWS.tsv --tiny TOKENIZER.json [--hidden 48 --layers 3 --heads 4 --ffn 96]

ROWS.tsv has a header with the columns `label` and `text_a` (or `sentence`), and at least steps x batch + eval-rows rows.
Writes checkpoint/, train.tsv, eval.tsv, runs/METHOD/{settings.json, init.safetensors, losses.csv, logits.csv} and
adapters/KIND/ (what PEFT's save_pretrained wrote, the head, and the logits that they give on eval.tsv).

Rows in the file's order, AdamW (0.9, 0.999, 1e-8), mean cross entropy; a constant rate, no clipping and no dropout but
in the runs METHOD-dropout (with the masks that peftlab draws) and METHOD-schedule (clipping, warm-up, linear decay).
"""
import argparse
import json
import os
import shutil

import numpy
import torch
from peft import (IA3Config, LoraConfig, PrefixTuningConfig, PromptEncoderConfig, PromptTuningConfig, TaskType,
                  VeraConfig, get_peft_model)
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import nn
from transformers import (BertConfig, BertForSequenceClassification, BertModel, get_constant_schedule,
                          get_linear_schedule_with_warmup)

RUNS = ["full", "head", "bitfit", "lora", "lora-all", "houlsby", "pfeiffer", "parallel", "prompt", "p-tuning",
        "p-tuning-lstm", "prefix", "prefix-mlp", "full-dropout", "lora-dropout", "dora-dropout", "vera-dropout",
        "houlsby-dropout", "p-tuning-v2-dropout", "full-schedule"]
ADAPTERS = ["lora", "lora-rs", "lora-bias", "lora-layers", "dora", "ia3", "vera", "prompt", "p-tuning", "prefix",
            "seq-cls-lora", "seq-cls-all-linear", "seq-cls-prompt"]

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("out")
parser.add_argument("--train", required=True, help="labelled rows")
source = parser.add_mutually_exclusive_group(required=True)
source.add_argument("--model", help="folder of a BERT: config.json, model.safetensors, tokenizer.json")
source.add_argument("--tiny", help="tokenizer.json of a random model with the sizes below")
for name, value in dict(hidden=48, layers=3, heads=4, ffn=96, seed=7, steps=20, batch=8, rank=4, eval_rows=40,
                        max_length=40).items():
    parser.add_argument("--" + name.replace("_", "-"), type=int, default=value)
parser.add_argument("--pooling", default="mean", choices=["mean", "cls", "pooler"])
parser.add_argument("--lr", type=float, default=2e-3)
parser.add_argument("--weight-decay", type=float, default=0.01)
for name, value in dict(dropout=0.2, method_dropout=0.4, clip=0.5, warmup=0.25).items():
    parser.add_argument("--" + name.replace("_", "-"), type=float, default=value, help="of the runs that have it")
parser.add_argument("--double", action="store_true",
                    help="trains each run in double as well and prints how far from itself PyTorch ends up")
parser.add_argument("--runs", nargs="*", default=RUNS, help="some of " + " ".join(RUNS))
parser.add_argument("--adapters", nargs="*", default=[], help="some of " + " ".join(ADAPTERS))
args = parser.parse_args()
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
checkpoint = os.path.join(args.out, "checkpoint")
os.makedirs(checkpoint, exist_ok=True)


def read_rows():
    with open(args.train, encoding="utf-8", newline="\n") as file:
        header, *lines = [line.rstrip("\n").split("\t") for line in file if line.strip()]
    text = header.index("text_a") if "text_a" in header else header.index("sentence")
    return [(line[header.index("label")].strip(), line[text]) for line in lines]


rows = read_rows()
needed = args.steps * args.batch
train, dev = rows[:needed], rows[needed:needed + args.eval_rows]
assert len(dev) == args.eval_rows, f"{args.train} has {len(rows)} rows, needed are {needed + args.eval_rows}"
labels = sorted({label for label, _ in train})
for name, part in (("train", train), ("eval", dev)):
    with open(f"{args.out}/{name}.tsv", "w", encoding="utf-8") as file:
        file.write("label\ttext_a\n" + "".join(f"{label}\t{text}\n" for label, text in part))

shutil.copy(args.tiny or os.path.join(args.model, "tokenizer.json"), checkpoint + "/tokenizer.json")
tokenizer = Tokenizer.from_file(checkpoint + "/tokenizer.json")
tokenizer.no_padding()
tokenizer.enable_truncation(args.max_length)
torch.manual_seed(args.seed)
if args.model:
    base = BertModel.from_pretrained(args.model, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
else:
    base = BertModel(BertConfig(vocab_size=tokenizer.get_vocab_size(), hidden_size=args.hidden,
                                num_hidden_layers=args.layers, num_attention_heads=args.heads,
                                intermediate_size=args.ffn, max_position_embeddings=128, hidden_dropout_prob=0.0,
                                attention_probs_dropout_prob=0.0, initializer_range=0.15))
    for name, p in base.named_parameters():
        if name.endswith("bias") or "LayerNorm" in name:
            p.data += 0.1 * torch.randn_like(p)
base.save_pretrained(checkpoint)
width = base.config.hidden_size


def batch(part):
    encoded = [tokenizer.encode(text) for _, text in part]
    longest = max(len(e.ids) for e in encoded)

    def padded(lists):
        return torch.tensor([ids + [0] * (longest - len(ids)) for ids in lists])

    return (padded([e.ids for e in encoded]), padded([e.attention_mask for e in encoded]),
            torch.tensor([labels.index(label) if label in labels else 0 for label, _ in part]))


class Masks:
    """Dropout by the masks that peftlab's Dropout draws: a hash of the run's seed, the step, the number of the dropout in
    the forward pass, and the element's place in tensors without padding."""
    SEED = 1

    def __init__(self):
        self.step = self.count = 0
        self.lengths, self.seed = [], 0

    @staticmethod
    def hash(x):
        x = numpy.asarray(x, numpy.uint32)
        x = (x ^ (x >> 16)) * numpy.uint32(0x7feb352d)
        x = (x ^ (x >> 15)) * numpy.uint32(0x846ca68b)
        return x ^ (x >> 16)

    def next_step(self):
        self.step, self.count = self.step + 1, 0
        self.seed = self.hash(self.SEED ^ self.hash(self.step))

    def places(self, x):
        """The place of every element of [sequences, width], [sequences, tokens, width] or [sequences, heads, queries,
        keys] where nothing is padded; -1 at padding."""
        if x.dim() == 2:
            return numpy.arange(x.numel()).reshape(x.shape)
        places = numpy.full(x.shape, -1)
        begin = 0
        for s, n in enumerate(self.lengths):
            if x.dim() == 3:
                part = places[s, :n]
            else:
                part = places[s, :, :n, :x.shape[3] - max(self.lengths) + n]
            part[...] = numpy.arange(begin, begin + part.size).reshape(part.shape)
            begin += part.size
        return places

    def dropout(self, x, p=0.5, training=True, inplace=False):
        if not training or p == 0:
            return x
        self.count += 1
        places = self.places(x)
        hashes = self.hash(places.astype(numpy.uint32) ^ self.hash(self.seed ^ self.hash(self.count)))
        kept = ((hashes >> 1) < int((1 - p) * 0x7fffffff)) & (places >= 0)
        return x * torch.tensor(kept, dtype=x.dtype) * numpy.float32(1 / (1 - p)).item()


masks = Masks()
nn.functional.dropout = masks.dropout


class Bottleneck(nn.Module):
    def __init__(self, d, m):
        super().__init__()
        self.down, self.up = nn.Linear(d, m), nn.Linear(m, d)
        for linear in (self.down, self.up):
            nn.init.normal_(linear.weight, std=0.02)
            nn.init.zeros_(linear.bias)

    def forward(self, x):
        return x + self.up(nn.functional.gelu(self.down(x)))


class Parallel(nn.Module):
    """Beside the feed-forward sublayer: 4 times what a ReLU bottleneck makes of the sublayer's input (He et al.)."""

    def __init__(self, layer, m):
        super().__init__()
        self.down, self.up = nn.Linear(width, m), nn.Linear(m, width)
        layer.intermediate.register_forward_pre_hook(self.keep)

    def keep(self, _, inputs):
        self.input = inputs[0]

    def forward(self, output):
        return output + 4 * self.up(nn.functional.relu(self.down(self.input)))


def peft_config(kind, task=TaskType.FEATURE_EXTRACTION, dropout=0.0):
    r, qv = args.rank, ["query", "value"]
    everything = ["query", "key", "value", "attention.output.dense", "intermediate.dense", "output.dense"]

    def lora(**more):
        return LoraConfig(**dict(dict(r=r, lora_alpha=2 * r, target_modules=qv, lora_dropout=dropout, task_type=task),
                                 **more))

    return {
        "lora": lambda: lora(),
        "lora-all": lambda: lora(target_modules=everything),
        "lora-rs": lambda: lora(use_rslora=True, alpha_pattern={"layer.0.attention.self.value": 3}),
        "lora-bias": lambda: lora(bias="all"),
        "lora-layers": lambda: lora(layers_to_transform=[0], rank_pattern={"layer.0.attention.self.query": 1}),
        "lora-all-linear": lambda: lora(target_modules="all-linear"),
        "dora": lambda: lora(use_dora=True, target_modules=["query", "output.dense"]),
        "ia3": lambda: IA3Config(target_modules=["key", "value", "output.dense"],
                                 feedforward_modules=["output.dense"], task_type=task),
        "vera": lambda: VeraConfig(r=2 * r, target_modules=qv + ["intermediate.dense"], vera_dropout=dropout,
                                   task_type=task),
        "prompt": lambda: PromptTuningConfig(num_virtual_tokens=r, task_type=task),
        "p-tuning": lambda: PromptEncoderConfig(num_virtual_tokens=r, encoder_hidden_size=width, task_type=task),
        "p-tuning-lstm": lambda: PromptEncoderConfig(
            num_virtual_tokens=r, encoder_hidden_size=width, encoder_num_layers=2, encoder_dropout=0.0,
            encoder_reparameterization_type="LSTM", task_type=task),
        "prefix": lambda: PrefixTuningConfig(num_virtual_tokens=r, task_type=task),
        "p-tuning-v2": lambda: PrefixTuningConfig(num_virtual_tokens=r, task_type=task),
        "prefix-mlp": lambda: PrefixTuningConfig(num_virtual_tokens=r, prefix_projection=True,
                                                 encoder_hidden_size=2 * width, task_type=task),
    }[kind]()


def drop_prompts(model, rate):
    """Drops trained keys and values for every sequence, as P-Tuning v2's official code does."""
    prompts = model.get_prompt

    def get_prompt(*given, **named):
        cache = prompts(*given, **named)
        joined = cache.update

        def dropped(both):  # [sequences, heads, tokens, width / heads], the prompt's tokens first
            prompt = both[:, :, :args.rank].transpose(1, 2)
            kept = nn.functional.dropout(prompt.reshape(-1, width), rate, model.training).reshape(prompt.shape)
            return torch.cat([kept.transpose(1, 2), both[:, :, args.rank:]], 2)

        def update(*given, **named):
            keys, values = joined(*given, **named)
            return dropped(keys), dropped(values)

        cache.update = update
        return cache

    model.get_prompt = get_prompt


class Classifier(nn.Module):
    """The encoder, one vector of the real tokens' last hidden states, and a linear head.

    The vector is their mean, that of [CLS], or what the pooler makes of the latter.
    """

    def __init__(self, method, dropout=0.0, method_dropout=0.0):
        super().__init__()
        torch.manual_seed(args.seed + 1)
        more = dict(hidden_dropout_prob=dropout, attention_probs_dropout_prob=dropout,
                    attn_implementation="eager") if dropout else {}
        encoder = BertModel.from_pretrained(checkpoint, add_pooling_layer=args.pooling == "pooler", **more)
        encoder.requires_grad_(method == "full")
        plain = encoder
        self.virtual = args.rank if method in ("prompt", "p-tuning", "p-tuning-lstm") else 0
        if method == "bitfit":
            for name, p in encoder.named_parameters():
                p.requires_grad_(name.endswith("bias"))
        elif method in ("houlsby", "pfeiffer"):
            for layer in encoder.encoder.layer:
                for sublayer in ([layer.attention.output] if method == "houlsby" else []) + [layer.output]:
                    sublayer.dropout = nn.Sequential(sublayer.dropout, Bottleneck(width, args.rank))
        elif method == "parallel":
            for layer in encoder.encoder.layer:
                layer.output.dropout = nn.Sequential(layer.output.dropout, Parallel(layer, args.rank))
        elif method not in ("full", "head"):
            encoder = get_peft_model(encoder, peft_config(method, dropout=method_dropout))
            if method == "p-tuning-v2":
                drop_prompts(encoder, method_dropout)
            for name, p in encoder.named_parameters():
                if "lora_B" in name or "vera_lambda_b" in name:
                    p.data = 0.05 * torch.randn_like(p)
                elif "vera_lambda_d" in name:  # smaller vectors would leave most of the answer to the base
                    p.data = torch.ones_like(p)
        self.encoder, self.head = encoder, nn.Linear(width, len(labels))
        self.dropout = nn.Dropout(dropout)
        self.pooler = [plain.pooler]  # in a list: its parameters are the encoder's

    def forward(self, ids, mask):
        masks.lengths = [n + self.virtual for n in mask.sum(1).tolist()]
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state[:, self.virtual:]
        return self.head(self.dropout(self.pooled(hidden, mask)))

    def pooled(self, hidden, mask):
        if args.pooling == "pooler":
            return self.pooler[0](hidden)
        if args.pooling == "cls":
            return hidden[:, 0]
        weights = mask.unsqueeze(-1).to(hidden.dtype)
        return (hidden * weights).sum(1) / weights.sum(1)


def answers(forward):
    with torch.no_grad():  # one row at a time: nothing is padded
        return torch.cat([forward(*batch([row])[:2]) for row in dev])


def write_logits(path, logits):
    with open(path, "w") as file:
        file.writelines(",".join(f"{x:.8g}" for x in row) + "\n" for row in logits.tolist())


def fit(model, forward, clip=0.0, warmup=None):
    free = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(free, lr=args.lr, weight_decay=args.weight_decay, eps=1e-8)
    schedule = (get_constant_schedule(optimizer) if warmup is None
                else get_linear_schedule_with_warmup(optimizer, round(warmup * args.steps), args.steps))
    model.train()
    masks.step = 0
    losses = []
    for step in range(args.steps):
        masks.next_step()
        ids, mask, targets = batch(train[step * args.batch:(step + 1) * args.batch])
        loss = nn.functional.cross_entropy(forward(ids, mask), targets)
        loss.backward()
        if clip:
            nn.utils.clip_grad_norm_(free, clip)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    model.eval()
    return losses


def save_adapter(model, folder):
    model.save_pretrained(folder)
    config = json.load(open(folder + "/adapter_config.json"))
    config["base_model_name_or_path"] = "checkpoint"
    json.dump(config, open(folder + "/adapter_config.json", "w"), indent=1)
    if os.path.exists(folder + "/README.md"):
        os.remove(folder + "/README.md")


def run(name):
    folder = f"{args.out}/runs/{name}"
    os.makedirs(folder, exist_ok=True)
    method = name.removesuffix("-dropout").removesuffix("-schedule")
    rates, steering, said = {}, {}, {}
    if name.endswith("-dropout"):
        rates = dict(dropout=args.dropout, method_dropout=args.method_dropout)
        said = dict(rates, seed=masks.SEED)
    elif name.endswith("-schedule"):
        steering = dict(clip=args.clip, warmup=args.warmup)
        said = dict(steering, schedule="linear")
    model = Classifier(method, **rates)
    initial = {name: p for name, p in model.named_parameters() if p.requires_grad}
    if method == "vera":  # random, and not trained
        for matrix in ("vera_A", "vera_B"):
            initial["encoder.base_model." + matrix] = getattr(model.encoder.base_model, matrix)["default"]
    save_file({name: p.detach().clone().contiguous() for name, p in initial.items()}, folder + "/init.safetensors")
    losses = fit(model, model, **steering)
    with open(folder + "/losses.csv", "w") as file:
        file.write("step,loss\n" + "".join(f"{i + 1},{loss:.8g}\n" for i, loss in enumerate(losses)))
    logits = answers(model)
    write_logits(folder + "/logits.csv", logits)
    settings = dict(method=method, rank=args.rank, lora_alpha=2 * args.rank, pooling=args.pooling, lr=args.lr,
                    weight_decay=args.weight_decay, batch=args.batch, steps=args.steps, max_length=args.max_length,
                    labels=labels, **said)
    with open(folder + "/settings.json", "w") as file:
        json.dump(settings, file, indent=1)
    print(f"run      {name:18} loss {losses[0]:.6f} to {losses[-1]:.6f}", flush=True)
    if args.double:
        double = Classifier(method, **rates).double()
        loss = max(abs(a - b) for a, b in zip(fit(double, double, **steering), losses))
        print(f"         in double {loss:16.2e} {(answers(double) - logits).abs().max().item():.2e}", flush=True)


def adapter(kind):
    folder = f"{args.out}/adapters/{kind}"
    os.makedirs(folder, exist_ok=True)
    if kind.startswith("seq-cls-"):
        torch.manual_seed(args.seed + 2)
        model = BertForSequenceClassification.from_pretrained(checkpoint, num_labels=len(labels))
        model = get_peft_model(model, peft_config(kind.replace("seq-cls-all", "lora-all").replace("seq-cls-", ""),
                                                  TaskType.SEQ_CLS))

        def forward(ids, mask):
            return model(input_ids=ids, attention_mask=mask).logits
        encoder = model
    else:
        model = forward = Classifier(kind)
        encoder = model.encoder
    losses = fit(model, forward)
    save_adapter(encoder, folder)
    if not kind.startswith("seq-cls-"):
        save_file({name: p.detach().clone() for name, p in model.head.state_dict().items()},
                  folder + "/head.safetensors")
    write_logits(folder + "/logits.csv", answers(forward))
    print(f"adapter  {kind:18} loss {losses[0]:.6f} to {losses[-1]:.6f}", flush=True)


for name in args.runs:
    run(name)
for kind in args.adapters:
    adapter(kind)
