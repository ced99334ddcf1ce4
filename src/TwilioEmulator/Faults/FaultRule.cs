using System.Text.Json.Serialization;

namespace TwilioEmulator.Faults;

/// <summary>What is to go wrong, where, and how often.</summary>
/// <param name="Route">Requests: <c>POST Messages</c>, <c>GET Calls/*</c>, <c>* *</c>; see <see cref="RoutePattern"/>.</param>
/// <param name="Callback">Callbacks: the purpose of one as events name it, such as <c>message-status</c>, or <c>*</c>.</param>
/// <param name="Times">How often at most; null is always.</param>
/// <param name="DelaySeconds">Real seconds for answers, virtual ones for lists and callbacks; null is the default.</param>
/// <param name="Copies">How often a duplicated callback comes.</param>
/// <param name="ContentType">What a wrong type or a huge body is called; null is text/html, and image/jpeg.</param>
/// <param name="Bytes">How long a huge body is; null is 10 GB.</param>
/// <param name="Location">Where a redirect leads; null is what clouds tell their machines at a private address.</param>
internal sealed record FaultRule(
    string? Route,
    string? Callback,
    FaultKind? Fault,
    double Probability = 1,
    int? Times = null,
    double? DelaySeconds = null,
    int Copies = 2,
    string? ContentType = null,
    long? Bytes = null,
    string? Location = null
)
{
    private const string CloudMetadata = "http://169.254.169.254/latest/meta-data/";

    [JsonIgnore]
    public string LeadsTo => Location ?? CloudMetadata;

    private bool IsForCallbacks =>
        Fault is FaultKind.Late or FaultKind.Duplicated or FaultKind.Shuffled or FaultKind.Dropped;

    [JsonIgnore]
    public TimeSpan Delay =>
        TimeSpan.FromSeconds(
            DelaySeconds
                ?? Fault switch
                {
                    FaultKind.TimeoutAfterAccept or FaultKind.CallbackBeforeAnswer => 30,
                    FaultKind.ListLag => 10,
                    FaultKind.Late => 60,
                    _ => 5,
                }
        );

    /// <summary>What is wrong with the rule, null when nothing is.</summary>
    public string? Problem() =>
        this switch
        {
            { Fault: null } => "A rule needs a fault.",
            { IsForCallbacks: true, Callback: null or "" } => $"{Name} needs a callback, such as message-status or *.",
            { IsForCallbacks: false, Route: null or "" } => $"{Name} needs a route, such as POST Messages.",
            { Route: not null, Callback: not null } => "A rule has a route or a callback, not both.",
            { Probability: not (>= 0 and <= 1) } => "probability must be from 0 to 1.",
            { Times: < 0 } => "times must be 0 or more.",
            { DelaySeconds: not null and not (>= 0 and <= 1e6) } => "delaySeconds must be from 0 to 1000000.",
            { Bytes: < 1 } => "bytes must be 1 or more.",
            { Copies: < 2 or > 100 } => "copies must be from 2 to 100.",
            { Route: { } route } when RoutePattern.Parse(route) is null =>
                "A route is a method and a path: POST Messages, GET Calls/*, * *.",
            _ => null,
        };

    private string Name => $"{Fault}";
}
