namespace TimingBench;

/// <summary>Something that compares a secret with a guess.</summary>
/// <param name="SecretBytes">How many bytes a guess has.</param>
/// <param name="Guess">
/// Makes a guess of which only the byte at this place is wrong; none at -1. What it gives asks whether the guess is taken for the
/// secret: only that is measured.
/// </param>
/// <param name="IsControl">It tells on purpose: what is measured here must see that.</param>
internal sealed record Subject(
    string Name,
    int SecretBytes,
    Func<int, Random, Func<bool>> Guess,
    bool IsControl = false
);
