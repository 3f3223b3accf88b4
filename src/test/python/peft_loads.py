"""Loads adapters that peftlab trained and saved with PEFT itself, and compares the logits.

    python src/test/python/peft_loads.py OUT [--model FOLDER --train ROWS.tsv --eval ROWS.tsv] [--only NAME ...]

From the project's root. Without a model and rows it takes those of src/test/resources/parity-mini. For every form:
`./peftlab train --save OUT/NAME`, `./peftlab predict`, then PEFT's from_pretrained on the same folder. Prints the largest
difference of a logit, and how far the adapter moves the logits of the bare model with the same head: if it moved
nothing, agreement would mean nothing. Exits with 1 where a difference is above 1e-4 or a move below 1e-3.
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
parser.add_argument("--lr", default="0.02")
parser.add_argument("--steps", type=int, default=30)
parser.add_argument("--max-length", type=int, default=32)
parser.add_argument("--only", nargs="*", default=list(FORMS), help="some of " + " ".join(FORMS))
args = parser.parse_args()
tokenizer = Tokenizer.from_file(args.model + "/tokenizer.json")
tokenizer.no_padding()
tokenizer.enable_truncation(args.max_length)
with open(args.eval, encoding="utf-8", newline="\n") as file:
    rows = [line.rstrip("\n").split("\t")[1] for line in file][1:]


def encoder():
    return BertModel.from_pretrained(args.model).eval()


def logits(model, folder, virtual):
    """One row at a time; the vectors of a prompt stand before the words and are not pooled."""
    head = load_file(folder + "/head.safetensors")
    with open(folder + "/classifier.json") as file:
        pooling = json.load(file)["pooling"]
    answers = []
    for row in rows:
        ids = torch.tensor([tokenizer.encode(row).ids])
        with torch.no_grad():
            hidden = model(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state[:, virtual:]
            bare = model.get_base_model() if isinstance(model, PeftModel) else model
            pooled = {"mean": lambda: hidden.mean(1), "cls": lambda: hidden[:, 0],
                      "pooler": lambda: bare.pooler(hidden)}[pooling]()
        answers.append(pooled @ head["weight"].T + head["bias"])
    return torch.cat(answers)


def check(name):
    method, *settings = FORMS[name]
    folder = os.path.join(args.out, name)
    pooling = name.rsplit("-", 1)[-1] if name.endswith(("-cls", "-pooler")) else "mean"
    ours = folder + "/logits.csv"
    subprocess.run(["./peftlab", "train", "--model", args.model, "--train", args.train, "--method", method,
                    "--pooling", pooling, "--steps", str(args.steps), "--batch", "8", "--lr", args.lr, "--max-length",
                    str(args.max_length), "--save", folder] + [x for s in settings for x in ("--set", s)],
                   check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["./peftlab", "predict", "--model", args.model, "--adapter", folder, "--data", args.eval,
                    "--out", ours], check=True)
    with open(ours) as file:
        predicted = torch.tensor([[float(cell) for cell in row] for row in csv.reader(file)])
    adapted = PeftModel.from_pretrained(encoder(), folder).eval()
    config = adapted.active_peft_config
    virtual = config.num_virtual_tokens if config.peft_type in ("PROMPT_TUNING", "P_TUNING") else 0
    difference = (logits(adapted, folder, virtual) - predicted).abs().max().item()
    moved = (logits(encoder(), folder, 0) - predicted).abs().max().item()
    passed = difference <= 1e-4 and moved >= 1e-3
    print(f"{name:18} {difference:10.2e} {moved:10.2e}{'' if passed else '  FAILED'}", flush=True)
    return passed


print(f"{'form':18} {'difference':>10} {'moved':>10}")
sys.exit(0 if all([check(name) for name in args.only]) else 1)
