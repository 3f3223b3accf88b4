"""Adapters with odd configurations, made and answered by PEFT, that ForeignAdapterTest reads.

    python src/test/python/adapter_cases.py MINI

MINI is a folder with checkpoint/ and eval.tsv, such as src/test/resources/parity-mini. Writes MINI/pairs.tsv, whose rows
are pairs of neighbours in eval.tsv, and MINI/cases/NAME: what save_pretrained wrote with random values in every tensor
of the adapter, the head where it lies outside, and the logits after from_pretrained, `single.csv` on the texts of
eval.tsv and `pair.csv` on pairs.tsv. MINI/weighted holds adapters, and NAME.csv what their weighted sums answer.
"""
import argparse
import json
import logging
import os
import shutil
import warnings

import torch
from peft import (IA3Config, LoHaConfig, LoraConfig, PeftModel, PrefixTuningConfig, PromptEncoderConfig,
                  PromptTuningConfig, VeraConfig, get_peft_model)
from peft.tuners.lora.conversion import save_as_lora
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from transformers import BertForSequenceClassification, BertForTokenClassification, BertModel

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("mini")
parser.add_argument("--only", nargs="*")
args = parser.parse_args()
warnings.simplefilter("ignore")
logging.disable(logging.WARNING)
torch.set_num_threads(1)
checkpoint = args.mini + "/checkpoint"
tokenizer = Tokenizer.from_file(checkpoint + "/tokenizer.json")
tokenizer.no_padding()
tokenizer.enable_truncation(24)
CLASSES = 3
FEATURES, TEXTS, TOKENS = "FEATURE_EXTRACTION", "SEQ_CLS", "TOKEN_CLS"

with open(args.mini + "/eval.tsv", encoding="utf-8", newline="\n") as file:
    rows = [line.rstrip("\n").split("\t") for line in file][1:]
single = [(text,) for _, text in rows]
pairs = [(a[0], b[0]) for a, b in zip(single, single[1:])][:8]
with open(args.mini + "/pairs.tsv", "w", encoding="utf-8") as file:
    file.write("label\ttext_a\ttext_b\n" + "".join(f"{label}\t{a}\t{b}\n" for (label, _), (a, b) in zip(rows, pairs)))


def lora(task=FEATURES, **more):
    return LoraConfig(**dict(dict(r=3, lora_alpha=6, target_modules=["query", "value"], task_type=task), **more))


def vera(task=FEATURES, **more):
    return VeraConfig(**dict(dict(r=4, target_modules=["query", "value"], task_type=task), **more))


def ia3(task=FEATURES, **more):
    return IA3Config(**dict(dict(task_type=task, target_modules=["key", "value", "output.dense"],
                                 feedforward_modules=["output.dense"]), **more))


def virtual(kind, task, **more):
    return {"prompt": PromptTuningConfig, "p-tuning": PromptEncoderConfig, "prefix": PrefixTuningConfig}[kind](
        **dict(dict(num_virtual_tokens=3, task_type=task), **more))


FULL = "bert.encoder.layer.0.attention.self.query"
CASES = {
    "alpha-full-path": lambda: lora(TEXTS, alpha_pattern={FULL: 9, "^bert.encoder.layer.1.attention.self.value": 2}),
    "alpha-full-path-dora": lambda: lora(TEXTS, use_dora=True, alpha_pattern={FULL: 9}),
    "alpha-full-path-bare": lambda: lora(alpha_pattern={FULL[5:]: 9, "^encoder.layer.1.attention.self.value": 2}),
    "alpha-wildcard": lambda: lora(TEXTS, alpha_pattern={"se.f.query": 11}),
    "alpha-expression": lambda: lora(alpha_pattern={r"layer\.(?:0|[1-2]+)\..*\.(query|key)": 13, "self.*": 1}),
    "alpha-first-of-two": lambda: lora(alpha_pattern={"self.query": 5, "layer.0.attention.self.query": 1}),
    "alpha-absent": lambda: lora(lora_alpha=8),
    "ranks": lambda: lora(TEXTS, rank_pattern={FULL: 1, "value": 2}, use_rslora=True),
    "bias-all": lambda: lora(TEXTS, bias="all"),
    "bias-all-dora": lambda: lora(TEXTS, bias="all", use_dora=True),
    "bias-all-vera": lambda: vera(TEXTS, bias="all"),
    "bias-all-bare": lambda: lora(bias="all"),
    "bias-lora-only": lambda: lora(TEXTS, bias="lora_only"),
    "lora-bias": lambda: lora(TEXTS, lora_bias=True),
    "saved-pooler": lambda: lora(modules_to_save=["pooler"]),
    "saved-pooler-bias": lambda: lora(modules_to_save=["pooler"], bias="all"),
    "saved-words": lambda: lora(TEXTS, modules_to_save=["classifier", "word_embeddings"]),
    "saved-output": lambda: lora(TEXTS, modules_to_save=["classifier", "output"]),
    "layers": lambda: lora(TEXTS, layers_to_transform=1),
    "layers-pattern": lambda: lora(layers_to_transform=[0], layers_pattern="layer"),
    "excluded": lambda: lora(target_modules=["query", "dense"], exclude_modules=["pooler.dense", "layer.0.output.dense"]),
    "excluded-expression": lambda: lora(TEXTS, target_modules="all-linear", exclude_modules=r".*layer\.1\..*"),
    "all-linear": lambda: lora(target_modules="all-linear"),
    "target-expression": lambda: lora(TEXTS, target_modules=r"(?!.*pooler).*layer\.\d+\.(?:attention\.)?output\.dense"),
    "target-dense": lambda: lora(TEXTS, target_modules=["dense"]),
    "target-embeddings": lambda: lora(target_modules=["word_embeddings", "position_embeddings", "token_type_embeddings"]),
    "target-classifier": lambda: lora(TEXTS, target_modules=["query", "classifier"]),
    "half": lambda: lora(TEXTS),
    "ia3": lambda: ia3(TEXTS),
    "ia3-expression": lambda: ia3(target_modules=r".*(key|intermediate\.dense)", feedforward_modules=r".*intermediate\.dense"),
    "ia3-no-feed-forward": lambda: ia3(target_modules=["query", "dense"], feedforward_modules=[]),
    "vera-layers": lambda: vera(TEXTS, target_modules=["dense"], layers_to_transform=[1]),
    "prompt": lambda: virtual("prompt", FEATURES),
    "p-tuning": lambda: virtual("p-tuning", FEATURES, encoder_hidden_size=8),
    "prefix": lambda: virtual("prefix", FEATURES),
    "prompt-texts": lambda: virtual("prompt", TEXTS),
    "p-tuning-texts": lambda: virtual("p-tuning", TEXTS, encoder_hidden_size=8),
    "prefix-texts": lambda: virtual("prefix", TEXTS, prefix_projection=True, encoder_hidden_size=8),
    "eva": lambda: lora(TEXTS),
    "loha-as-lora": lambda: LoHaConfig(r=2, target_modules=["query", "value"], task_type=TEXTS),
    "tokens": lambda: lora(TOKENS),
}


def bare(task):
    kind = {FEATURES: BertModel, TEXTS: BertForSequenceClassification, TOKENS: BertForTokenClassification}[task]
    torch.manual_seed(3)
    return kind.from_pretrained(checkpoint, **({} if task == FEATURES else dict(num_labels=CLASSES))).eval()


def randomise(model):
    torch.manual_seed(5)
    for name, p in model.named_parameters():
        if p.requires_grad:
            p.data += (0.3 if "vera_lambda" in name else 0.2) * torch.randn_like(p)


def encoded(row):
    e = tokenizer.encode(*row)
    return dict(input_ids=torch.tensor([e.ids]), token_type_ids=torch.tensor([e.type_ids]),
                attention_mask=torch.ones(1, len(e.ids), dtype=torch.long))


def answers(model, rows, head, virtual):
    with torch.no_grad():
        out = [model(**encoded(row)) for row in rows]
    if head is None:
        return torch.cat([o.logits for o in out])
    return torch.cat([o.last_hidden_state[:, virtual:].mean(1) for o in out]) @ head["weight"].T + head["bias"]


def write(path, logits):
    with open(path, "w") as file:
        file.writelines(",".join(f"{x:.8g}" for x in row) + "\n" for row in logits.tolist())


def save(model, folder):
    model.save_pretrained(folder)
    edit(folder, base_model_name_or_path="checkpoint")
    if os.path.exists(folder + "/README.md"):
        os.remove(folder + "/README.md")


def edit(folder, **changes):
    path = folder + "/adapter_config.json"
    config = json.load(open(path))
    for key, value in changes.items():
        if value is None:
            del config[key]
        else:
            config[key] = value
    json.dump(config, open(path, "w"), indent=1)


def head(seed):
    torch.manual_seed(seed)
    return dict(weight=torch.randn(CLASSES, bare(FEATURES).config.hidden_size), bias=torch.randn(CLASSES))


def case(name):
    folder = f"{args.mini}/cases/{name}"
    shutil.rmtree(folder, ignore_errors=True)
    config = CASES[name]()
    task = config.task_type
    model = get_peft_model(bare(task), config)
    randomise(model)
    if name == "loha-as-lora":
        save_as_lora(folder, model, rank=2, progressbar=False)
        edit(folder, base_model_name_or_path="checkpoint", task_type=TEXTS)
        os.path.exists(folder + "/README.md") and os.remove(folder + "/README.md")
    else:
        save(model, folder)
    if name == "eva":  # what initialize_lora_eva_weights writes into the configuration
        names = [n for n, m in bare(task).named_modules() if n.endswith(("query", "value"))]
        edit(folder, target_modules=names, init_lora_weights="eva", rank_pattern={n: 3 for n in names},
             alpha_pattern={n: 2.5 + i for i, n in enumerate(names)})
    if name == "alpha-absent":
        edit(folder, lora_alpha=None)
    if name == "half":
        path = folder + "/adapter_model.safetensors"
        save_file({n: t.half() for n, t in load_file(path).items()}, path)
    outside = head(7) if task == FEATURES else None
    if outside:
        save_file(outside, folder + "/head.safetensors")
    again = PeftModel.from_pretrained(bare(task), folder).eval()
    virtual = 3 if name in ("prompt", "p-tuning") else 0
    if task != TOKENS:
        write(folder + "/single.csv", answers(again, single, outside, virtual))
        write(folder + "/pair.csv", answers(again, pairs, outside, virtual))
    print(name, "moved", (answers(again, pairs, outside, virtual)[:, :CLASSES] if task != TOKENS else torch.zeros(1)).std().item(), flush=True)


def weighted():
    root = args.mini + "/weighted"
    shutil.rmtree(root, ignore_errors=True)
    configs = {
        "one": lora(),
        "two": lora(lora_alpha=2, target_modules=["query", "intermediate.dense"], alpha_pattern={"layer.0.attention.self.query": 5}),
        "wide": lora(r=5, use_rslora=True, target_modules=["value", "word_embeddings"]),
        "texts": lora(TEXTS),
        "dora": lora(use_dora=True),
    }
    for i, (name, config) in enumerate(configs.items()):
        model = get_peft_model(bare(config.task_type), config)
        torch.manual_seed(11 + i)
        for p in model.parameters():
            if p.requires_grad:
                p.data = 0.3 * torch.randn_like(p)
        save(model, f"{root}/{name}")
        if config.task_type == FEATURES:
            save_file(head(7 + i), f"{root}/{name}/head.safetensors")
    sums = {
        "linear": ("linear", dict(one=0.5, two=2.0)),
        "linear-negative": ("linear", dict(two=1.0, one=-0.75)),
        "linear-single": ("linear", dict(one=0.25)),
        "cat": ("cat", dict(one=0.5, two=-2.0, wide=0.3)),
    }
    for name, (kind, weights) in sums.items():
        first = next(iter(weights))
        model = PeftModel.from_pretrained(bare(FEATURES), f"{root}/{first}", adapter_name=first)
        for other in list(weights)[1:]:
            model.load_adapter(f"{root}/{other}", adapter_name=other)
        model.add_weighted_adapter(list(weights), list(weights.values()), "sum", combination_type=kind)
        model.set_adapter("sum")
        logits = answers(model.eval(), single, load_file(f"{root}/{first}/head.safetensors"), 0)
        write(f"{root}/{name}.csv", logits)
        print("weighted", name, logits.std().item(), flush=True)


for name in args.only if args.only is not None else CASES:
    case(name)
if args.only is None:
    weighted()
