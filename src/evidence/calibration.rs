//! Sums to probabilities.

/// The logistic function.
pub(super) fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Platt's calibration: the slope and offset that make sums of unseen passages probabilities, by Newton's method on the
/// logistic loss (Platt 1999, with the regularised targets left out: there are thousands of pairs).
pub(super) fn calibrate(pairs: &[(f64, bool)]) -> (f64, f64) {
    let (mut slope, mut offset) = (1.0, 0.0);
    for _ in 0..50 {
        let (mut g, mut h) = ([0.0; 2], [1e-6, 0.0, 1e-6]);
        for (sum, label) in pairs {
            let p = logistic(slope * sum + offset);
            let (error, spread) = (p - f64::from(u8::from(*label)), p * (1.0 - p));
            g[0] += error * sum;
            g[1] += error;
            h[0] += spread * sum * sum;
            h[1] += spread * sum;
            h[2] += spread;
        }
        let determinant = h[0] * h[2] - h[1] * h[1];
        if determinant.abs() < 1e-12 {
            break;
        }
        slope -= (g[0] * h[2] - g[1] * h[1]) / determinant;
        offset -= (h[0] * g[1] - h[1] * g[0]) / determinant;
    }
    (slope, offset)
}
