using System.Globalization;
using LoadGenerator.Http;

namespace LoadGenerator.Forging;

/// <summary>How forged webhooks were answered, by the way in which each was forged.</summary>
internal sealed class ForgeReport(int seed)
{
    private readonly SortedDictionary<Forgery, SortedDictionary<int, int>> _answers = [];

    public int Seed => seed;
    public int Count => Total(_ => true);
    public int Refused => Total(status => status / 100 == 4);
    public int Accepted => Total(status => status / 100 == 2);

    /// <summary>A server that fails or hangs up on a stranger can be made to.</summary>
    public int Failed => Count - Refused - Accepted;

    public bool IsGood => Count == Refused;

    public IReadOnlyDictionary<Forgery, SortedDictionary<int, int>> Answers => _answers;

    public void Add(int first, Answer[] answers)
    {
        for (var i = 0; i < answers.Length; i++)
        {
            var kind = Forger.KindOf(first + i);
            if (!_answers.TryGetValue(kind, out var statuses))
                _answers[kind] = statuses = [];
            statuses[answers[i].Status] = statuses.GetValueOrDefault(answers[i].Status) + 1;
        }
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Count:N0} forged webhooks, seed {seed}: {Accepted:N0} accepted, {Refused:N0} refused, {Failed:N0} neither"
        ) + string.Concat(_answers.Select(kind => $"\n  {kind.Key, -18}{Line(kind.Value)}"));

    private static string Line(SortedDictionary<int, int> statuses) =>
        string.Join(
            ", ",
            statuses.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key}: {one.Value:N0}"))
        );

    private int Total(Func<int, bool> isWanted) =>
        _answers.Values.Sum(statuses => statuses.Where(one => isWanted(one.Key)).Sum(one => one.Value));
}
