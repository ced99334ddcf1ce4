namespace TimingBench;

/// <summary>Something that compares a secret with a guess.</summary>
/// <param name="SecretBytes">How many bytes a guess has.</param>
/// <param name="Guess">Prepares a guess of which only the byte at this place is wrong; none at -1. Not measured.</param>
/// <param name="Ask">Whether the guess is taken for the secret. Measured.</param>
/// <param name="IsControl">It tells on purpose: what is measured here must see that.</param>
internal sealed record Subject(
    string Name,
    int SecretBytes,
    Action<int, Random> Guess,
    Func<bool> Ask,
    bool IsControl = false
);
