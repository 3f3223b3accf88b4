"""Loads adapters that peftlab trained and saved with PEFT itself, and compares the logits.

    python src/test/python/peft_loads.py OUT [--model FOLDER --train ROWS.tsv --eval ROWS.tsv] [--only NAME ...]

    python src/test/python/peft_loads.py OUT --pairs [...]

From the project's root. Without a model and rows it takes those of src/test/resources/parity-mini. For every form:
`./peftlab train --save OUT/NAME`, `./peftlab predict`, then PEFT's from_pretrained on the same folder. Prints the largest
difference of a logit, and how far the adapter moves the logits of the bare model with the same head: if it moved
nothing, agreement would mean nothing. Exits with 1 where a difference is above 1e-4 or a move below 1e-3.

With --pairs, rows are pairs of texts, each row's with the next row's. PEFT drops token types where virtual tokens are
trained for features, so those forms must differ there by more than 1e-3 from `predict`, as adapter-files.md says, and
agree with it where `classifier.json` says `"tokenTypes": false`.
"""
import argparse
import csv
import json
import os
import subprocess
import sys

import torch
from peft import PeftModel
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import BertModel

MINI = "src/test/resources/parity-mini/"
ALL = "targets=query,key,value,output,up,down"
FORMS = {
    "lora": ["lora"],
    "lora-all": ["lora", ALL, "rank=5", "alpha=7"],
    "lora-rs": ["lora", "scaling=rank-stabilized", "targets=key,down"],
    "lora-bias": ["lora", "bias=all"],
    "lora-pooler": ["lora", "targets=output,up"],
    "dora": ["dora"],
    "dora-all": ["dora", ALL, "rank=3"],
    "ia3": ["ia3"],
    "ia3-all": ["ia3", ALL],
    "ia3-cls": ["ia3", "targets=query,up"],
    "vera": ["vera"],
    "prompt": ["prompt", "length=5"],
    "prompt-cls": ["prompt", "init=random"],
    "p-tuning": ["p-tuning", "length=6"],
    "p-tuning-lstm": ["p-tuning", "encoder=lstm", "hidden=16"],
    "prefix": ["prefix", "length=4"],
    "prefix-mlp": ["prefix", "projection=true", "hidden=32"],
    "p-tuning-v2": ["p-tuning-v2", "length=7"],
    "p-tuning-v2-mlp": ["p-tuning-v2", "projection=true", "hidden=32", "dropout=0"],
}

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("out")
parser.add_argument("--model", default=MINI + "checkpoint")
parser.add_argument("--train", default=MINI + "train.tsv")
parser.add_argument("--eval", default=MINI + "eval.tsv")
parser.add_argument("--pairs", action="store_true", help="train and answer pairs of texts")
parser.add_argument("--lr", default="0.02")
parser.add_argument("--steps", type=int, default=30)
parser.add_argument("--max-length", type=int, default=32)
parser.add_argument("--only", nargs="*", default=list(FORMS), help="some of " + " ".join(FORMS))
args = parser.parse_args()
tokenizer = Tokenizer.from_file(args.model + "/tokenizer.json")
tokenizer.no_padding()
tokenizer.enable_truncation(args.max_length)
os.makedirs(args.out, exist_ok=True)


def read(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        return [line.rstrip("\n").split("\t") for line in file][1:]


def paired(path):
    """A file of the same rows, each with the text of the next one."""
    lines = read(path)
    made = os.path.join(args.out, "pairs-" + os.path.basename(path))
    with open(made, "w", encoding="utf-8") as file:
        file.write("label\ttext_a\ttext_b\n")
        file.writelines("\t".join([*line, following[1]]) + "\n" for line, following in zip(lines, lines[1:]))
    return made


if args.pairs:
    args.train, args.eval = paired(args.train), paired(args.eval)
rows = [tuple(line[1:]) for line in read(args.eval)]


def encoder():
    return BertModel.from_pretrained(args.model).eval()


def logits(model, folder, virtual):
    """One row at a time; the vectors of a prompt stand before the words and are not pooled."""
    head = load_file(folder + "/head.safetensors")
    with open(folder + "/classifier.json") as file:
        pooling = json.load(file)["pooling"]
    answers = []
    for row in rows:
        encoded = tokenizer.encode(*row)
        ids, types = torch.tensor([encoded.ids]), torch.tensor([encoded.type_ids])
        with torch.no_grad():
            hidden = model(input_ids=ids, attention_mask=torch.ones_like(ids),
                           token_type_ids=types).last_hidden_state[:, virtual:]
            bare = model.get_base_model() if isinstance(model, PeftModel) else model
            pooled = {"mean": lambda: hidden.mean(1), "cls": lambda: hidden[:, 0],
                      "pooler": lambda: bare.pooler(hidden)}[pooling]()
        answers.append(pooled @ head["weight"].T + head["bias"])
    return torch.cat(answers)


def predict(folder, ours):
    subprocess.run(["./peftlab", "predict", "--model", args.model, "--adapter", folder, "--data", args.eval,
                    "--max-length", str(args.max_length), "--logits", "--out", ours], check=True)
    with open(ours, newline="") as file:
        table = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return torch.tensor([[float(cell) for cell in row[2:]] for row in table[1:]])


def check(name):
    method, *settings = FORMS[name]
    folder = os.path.join(args.out, name)
    pooling = name.rsplit("-", 1)[-1] if name.endswith(("-cls", "-pooler")) else "mean"
    ours = folder + "/answers.tsv"
    subprocess.run(["./peftlab", "train", "--model", args.model, "--train", args.train, "--method", method,
                    "--pooling", pooling, "--steps", str(args.steps), "--batch", "8", "--lr", args.lr, "--max-length",
                    str(args.max_length), "--save", folder] + [x for s in settings for x in ("--set", s)],
                   check=True, stdout=subprocess.DEVNULL)
    predicted = predict(folder, ours)
    adapted = PeftModel.from_pretrained(encoder(), folder).eval()
    config = adapted.active_peft_config
    virtual = config.num_virtual_tokens if config.peft_type in ("PROMPT_TUNING", "P_TUNING") else 0
    difference = (logits(adapted, folder, virtual) - predicted).abs().max().item()
    moved = (logits(encoder(), folder, 0) - predicted).abs().max().item()
    passed = difference <= 1e-4 and moved >= 1e-3
    if args.pairs and config.is_prompt_learning:
        with open(folder + "/classifier.json") as file:
            settings = json.load(file)
        with open(folder + "/classifier.json", "w") as file:
            json.dump(dict(settings, tokenTypes=False), file)
        untyped = (logits(adapted, folder, virtual) - predict(folder, ours)).abs().max().item()
        passed = difference >= 1e-3 and untyped <= 1e-4
        name += f" untyped {untyped:.2e}"
    print(f"{name:34} {difference:10.2e} {moved:10.2e}{'' if passed else '  FAILED'}", flush=True)
    return passed


print(f"{'form':34} {'difference':>10} {'moved':>10}")
sys.exit(0 if all([check(name) for name in args.only]) else 1)
