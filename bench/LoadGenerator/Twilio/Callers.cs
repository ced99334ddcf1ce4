namespace LoadGenerator.Twilio;

/// <summary>
/// Callers nobody is: 555-0100 to 555-0199 in every area code, 71,200 numbers, in an order that the seed decides.
/// </summary>
internal sealed class Callers
{
    private readonly string[] _numbers;

    public Callers(Random random)
    {
        _numbers =
        [
            .. AreaCodes().SelectMany(area => Enumerable.Range(100, 100).Select(line => $"+1{area}5550{line}")),
        ];
        random.Shuffle(_numbers);
    }

    public string this[int index] => _numbers[index % _numbers.Length];

    // [2-9][0-8][0-9] without the service codes N11.
    private static IEnumerable<int> AreaCodes() =>
        Enumerable.Range(200, 800).Where(code => code / 10 % 10 != 9 && code % 100 != 11);
}
