"""Outputs and gradients of Hugging Face PEFT's own layers, for PeftLayersTest.

    python peft_layers.py peft-layers.safetensors

A tiny random BERT; for each case a random adapter, the last hidden states of three sequences, and the
gradients of sum(hidden * direction) with regard to the adapter. Made with torch 2.13, transformers
5.17, peft 0.21.
"""
import sys
import torch
from peft import IA3Config, LoraConfig, TaskType, VeraConfig, get_peft_model, get_peft_model_state_dict
from safetensors.torch import save_file
from transformers import BertConfig, BertModel

torch.manual_seed(3)
config = BertConfig(vocab_size=20, hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
                    intermediate_size=32, max_position_embeddings=12, hidden_dropout_prob=0.0,
                    attention_probs_dropout_prob=0.0, initializer_range=0.3)
base = BertModel(config, add_pooling_layer=False)
for name, q in base.named_parameters():
    if name.endswith("bias") or "LayerNorm" in name:
        q.data += 0.1 * torch.randn_like(q)
weights = {n: q.detach().clone() for n, q in base.named_parameters()}
out = {"base." + n: q for n, q in weights.items()}
sequences = [[2, 7, 9, 11, 3], [2, 4, 3], [2, 19, 5, 6, 8, 12, 3]]
direction = torch.randn(sum(map(len, sequences)), 16)
out["direction"] = direction
everything = ["query", "key", "value", "attention.output.dense", "intermediate.dense", "output.dense"]
feature = dict(task_type=TaskType.FEATURE_EXTRACTION)
cases = {
    "rslora": LoraConfig(r=4, lora_alpha=6, use_rslora=True, target_modules=["query", "value"], **feature),
    "dora": LoraConfig(r=4, lora_alpha=8, use_dora=True, target_modules=["query", "value"], **feature),
    "dora-all": LoraConfig(r=3, lora_alpha=8, use_dora=True, target_modules=everything, **feature),
    "ia3": IA3Config(**feature),
    "vera": VeraConfig(r=6, target_modules=["query", "value"], **feature),
    "vera-all": VeraConfig(r=5, target_modules=everything, **feature),
}
for case, peft_config in cases.items():
    encoder = BertModel(config, add_pooling_layer=False)
    encoder.load_state_dict(weights)
    model = get_peft_model(encoder, peft_config)
    trained = {n: q for n, q in model.named_parameters() if q.requires_grad}
    for name, q in trained.items():
        q.data += 0.2 * torch.randn_like(q)
    hidden = torch.cat([model(input_ids=torch.tensor([s])).last_hidden_state[0] for s in sequences])
    (hidden * direction).sum().backward()
    for name, q in get_peft_model_state_dict(model).items():
        out[f"{case}.adapter.{name}"] = q
    for name, q in trained.items():
        name = name.replace(".default", "")
        if "lora_magnitude_vector" in name:
            name = name.removesuffix(".weight")
        assert f"{case}.adapter.{name}" in out, name
        out[f"{case}.gradient.{name}"] = q.grad
    out[f"{case}.hidden"] = hidden
save_file({n: q.detach().clone().contiguous() for n, q in out.items()}, sys.argv[1])
