"""The JSON and text files of a Hugging Face Whisper repository."""

import json
from pathlib import Path
from typing import Any

from features import FFT_SIZE, HOP, MEL_BANDS, WINDOW_SAMPLES
from losses import GUIDED_HEADS
from model import AUDIO_POSITIONS, TEXT_POSITIONS, ModelConfig
from targets import LAST_TIMESTAMP
from tokenizer import SPECIAL_TOKENS, TIMESTAMP_COUNT, TIMESTAMP_SECONDS, Tokenizer
from waveforms import SAMPLE_RATE

END, START, NO_TIMESTAMPS = SPECIAL_TOKENS[0], SPECIAL_TOKENS[1], SPECIAL_TOKENS[-1]
_END_ROLES = dict.fromkeys(("bos_token", "eos_token", "pad_token", "unk_token"), END)


def write_model_files(folder: Path, config: ModelConfig, tokenizer: Tokenizer) -> None:
    added = _added_tokens(tokenizer)
    merges = [f"{first} {second}" for first, second in tokenizer.merges]
    files: dict[str, Any] = {
        "config.json": _config(config, tokenizer),
        "generation_config.json": _generation_config(config, tokenizer),
        "preprocessor_config.json": _preprocessor_config(),
        "tokenizer.json": _tokenizer(tokenizer, added, merges),
        "tokenizer_config.json": _tokenizer_config(),
        "special_tokens_map.json": _special_tokens(),
        "vocab.json": tokenizer.ids,
        "added_tokens.json": {token["content"]: token["id"] for token in added},
    }
    for name, content in files.items():
        text = json.dumps(content, indent=2, ensure_ascii=False)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *merges]) + "\n", encoding="utf-8")


def _ids(tokenizer: Tokenizer) -> dict[str, int]:
    end = tokenizer.end_of_text
    return {
        "bos_token_id": end,
        "eos_token_id": end,
        "pad_token_id": end,
        "decoder_start_token_id": tokenizer.start_of_transcript,
    }


def _suppressed(tokenizer: Tokenizer) -> list[int]:
    """Special tokens that are never part of a transcript."""
    return [
        tokenizer.start_of_transcript,
        tokenizer.translate,
        tokenizer.transcribe,
        tokenizer.start_of_lm,
        tokenizer.start_of_previous,
        tokenizer.no_speech,
    ]


def _blank(tokenizer: Tokenizer) -> int:
    """A lone space, which a transcript may not begin with."""
    return tokenizer.encode(" ")[0]


def _config(config: ModelConfig, tokenizer: Tokenizer) -> dict[str, Any]:
    return {
        "_name_or_path": "earshot-starter",
        "architectures": ["WhisperForConditionalGeneration"],
        "model_type": "whisper",
        "activation_function": "gelu",
        "activation_dropout": 0.0,
        "attention_dropout": 0.0,
        "dropout": 0.0,
        "d_model": config.width,
        "encoder_layers": config.encoder_layers,
        "decoder_layers": config.decoder_layers,
        "num_hidden_layers": config.encoder_layers,
        "encoder_attention_heads": config.heads,
        "decoder_attention_heads": config.heads,
        "encoder_ffn_dim": config.feed_forward,
        "decoder_ffn_dim": config.feed_forward,
        "num_mel_bins": MEL_BANDS,
        "max_source_positions": AUDIO_POSITIONS,
        "max_target_positions": TEXT_POSITIONS,
        "max_length": TEXT_POSITIONS,
        "vocab_size": config.vocabulary,
        "scale_embedding": False,
        "is_encoder_decoder": True,
        "use_cache": True,
        **_ids(tokenizer),
        "begin_suppress_tokens": [_blank(tokenizer), tokenizer.end_of_text],
        "suppress_tokens": _suppressed(tokenizer),
        "median_filter_width": 7,
        "init_std": 0.02,
        "encoder_layerdrop": 0.0,
        "decoder_layerdrop": 0.0,
        "apply_spec_augment": False,
        "use_weighted_layer_sum": False,
        "torch_dtype": "float32",
    }


def _generation_config(config: ModelConfig, tokenizer: Tokenizer) -> dict[str, Any]:
    return {
        "alignment_heads": [[config.decoder_layers - 1, head] for head in range(GUIDED_HEADS)],
        # Not end-of-text: a silent window is an empty transcript.
        "begin_suppress_tokens": [_blank(tokenizer)],
        **_ids(tokenizer),
        "is_multilingual": True,
        "lang_to_id": {"<|en|>": tokenizer.english},
        "task_to_id": {"transcribe": tokenizer.transcribe, "translate": tokenizer.translate},
        "no_timestamps_token_id": tokenizer.no_timestamps,
        "prev_sot_token_id": tokenizer.start_of_previous,
        # The first timestamp is the true onset of speech, wherever it is (Whisper's own is at most 1 s).
        "max_initial_timestamp_index": LAST_TIMESTAMP,
        "max_length": TEXT_POSITIONS,
        "return_timestamps": False,
        "suppress_tokens": _suppressed(tokenizer),
    }


def _preprocessor_config() -> dict[str, Any]:
    return {
        "feature_extractor_type": "WhisperFeatureExtractor",
        "processor_class": "WhisperProcessor",
        "chunk_length": WINDOW_SAMPLES // SAMPLE_RATE,
        "feature_size": MEL_BANDS,
        "hop_length": HOP,
        "n_fft": FFT_SIZE,
        "n_samples": WINDOW_SAMPLES,
        "nb_max_frames": WINDOW_SAMPLES // HOP,
        "padding_side": "right",
        "padding_value": 0.0,
        "return_attention_mask": False,
        "sampling_rate": SAMPLE_RATE,
    }


def _added_tokens(tokenizer: Tokenizer) -> list[dict[str, Any]]:
    timestamps = [f"<|{i * TIMESTAMP_SECONDS:.2f}|>" for i in range(TIMESTAMP_COUNT)]
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    return [
        {"id": tokenizer.end_of_text + i, "content": content, **flags, "special": i < len(SPECIAL_TOKENS)}
        for i, content in enumerate(SPECIAL_TOKENS + timestamps)
    ]


def _tokenizer(tokenizer: Tokenizer, added: list[dict[str, Any]], merges: list[str]) -> dict[str, Any]:
    template = [_piece(START), _piece(NO_TIMESTAMPS), _sequence("A")]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": None,
        "pre_tokenizer": _byte_level(add_prefix_space=False),
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [*template, _piece(END)],
            "pair": [*template, _sequence("B"), _piece(END)],
            "special_tokens": {
                token: {"id": token, "ids": [tokenizer.end_of_text + SPECIAL_TOKENS.index(token)], "tokens": [token]}
                for token in (END, START, NO_TIMESTAMPS)
            },
        },
        "decoder": _byte_level(add_prefix_space=True),
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": "",
            "end_of_word_suffix": "",
            "fuse_unk": False,
            "byte_fallback": False,
            "vocab": tokenizer.ids,
            "merges": merges,
        },
    }


def _byte_level(add_prefix_space: bool) -> dict[str, Any]:
    return {"type": "ByteLevel", "add_prefix_space": add_prefix_space, "trim_offsets": True, "use_regex": True}


def _piece(token: str) -> dict[str, Any]:
    return {"SpecialToken": {"id": token, "type_id": 0}}


def _sequence(name: str) -> dict[str, Any]:
    return {"Sequence": {"id": name, "type_id": 0}}


def _special_tokens() -> dict[str, Any]:
    return {**_END_ROLES, "additional_special_tokens": SPECIAL_TOKENS[1:]}


def _tokenizer_config() -> dict[str, Any]:
    return {
        "tokenizer_class": "WhisperTokenizer",
        "processor_class": "WhisperProcessor",
        "model_max_length": 1024,
        **_END_ROLES,
        "add_prefix_space": False,
        "add_bos_token": False,
        "clean_up_tokenization_spaces": True,
        "errors": "replace",
        "return_attention_mask": False,
        "additional_special_tokens": SPECIAL_TOKENS[1:],
    }
