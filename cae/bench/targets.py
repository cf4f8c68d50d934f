"""What is aimed at, figure by figure; the table prints it beside what was measured."""

from __future__ import annotations

TARGETS: dict[str, str | dict[str, str]] = {
    "step_vs_conventional": {"64": "≥ 4", "256": "≥ 3.3", "1000": "≥ 3.2"},
    "step_vs_gemm_limit": {"64": "≥ 0.65", "256": "≥ 0.76", "1000": "≥ 0.78"},
    "penalty_overhead": {"64": "≤ 0.06", "256": "≤ 0.06", "1000": "≤ 0.06"},
    "penalty_vs_jacrev": "≥ 150",
    "deep_penalty_vs_jacrev": "≥ 6",
    "spectrum_vs_svd": "≥ 8",
    "peak_memory_ratio": "≤ 1.1",
    "atlas_vs_conventional": "≥ 7",
    "atlas_first_three": "≤ 0.12",
    "atlas_heldout_vs_scratch": {"worst": "≤ 1.06", "median": "≤ 1.03"},
    "atlas_identity": {"1": "≥ 0.93"},
    "table_jacobian2_ratio": "> 10",
    "table_sat": {"CAE": "≥ 65, the highest"},
    "table_error": {"CAE": "≤ 3.3, the lowest"},
    "table_error_below_ae": "≥ 0.8",
    "scrub_fps": "≥ 50",
    "atlas_mib": "≤ 4",
    "units_refresh_hz": "≥ 4",
    "units_first_view_s": "≤ 2",
    "units_sort_ms": "≤ 300",
    "units_rescale_ms": "≤ 300",
    "frame_pack_ms": "≤ 1",
    "frame_kib": "≤ 64",
    "painted_fps": "≥ 30",
    "live_vs_headless_rate": "≥ 0.9",
    "lambda_to_paint_ms_p50": "≤ 40",
    "lambda_to_paint_ms_p95": "≤ 90",
    "latent_fps": {"pan": "≥ 30", "zoom": "≥ 30"},
    "field_fps": "≥ 20",
    "relatives_fps": "≥ 10",
    "relative_hz_min": "≥ 2",
    "probe_fps": "≥ 20",
    "figures_hz": {"contraction_curve": "≥ 2", "spectrum": "≥ 2"},
    "training_kept_contraction": {"alone": "≥ 0.85", "with twin": "≥ 0.45"},
    "own_fps_min": "≥ 3",
    "own_latency_p95_ms": "≤ 600",
    "own_fairness": "≤ 1.5",
    "memory_mib": "≤ 2048",
    "recovery_half_s": "≤ 3",
    "recovery_s": "≤ 8",
    "first_frame_s": "≤ 1.5 × bare_page_s + 2",
}


def target(name: str, key: str = "") -> str:
    """What is aimed at for a figure, or for one of its keys; empty where nothing is named."""
    aimed = TARGETS.get(name, "")
    return aimed.get(key, "") if isinstance(aimed, dict) else aimed
