using System.Text.Json;
using System.Text.RegularExpressions;

namespace TwilioServer.Scenarios.Harness.Neighbours;

/// <summary>
/// as-call-service as its code is: some names in one spelling only, 500 for what its database refuses, incoming calls once
/// by CallSid, and another conversation with each report of a missed call.
/// </summary>
public sealed partial class CallServiceStub(string key) : StubServer
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Dictionary<string, (string From, string To, string Tenant)> _parties = new(StringComparer.Ordinal);
    private readonly List<(string CallSid, int Status, JsonElement Body)> _calledBack = [];
    private readonly List<(Guid, string, string)> _texts = [];
    private int _ids;
    private readonly Dictionary<string, Guid> _calls = new(StringComparer.Ordinal);
    private readonly List<(string Path, string OnlyWith, StubAnswer Answer)> _failures = [];
    private readonly List<(string CallSid, Guid ConversationId)> _conversations = [];

    /// <summary>The conversations that it began: more than one for a call is one too many.</summary>
    public IReadOnlyList<(string CallSid, Guid ConversationId)> Conversations => [.. _conversations];

    /// <summary>Lets the next requests for a path fail: before they are processed, or after.</summary>
    /// <param name="onlyWith">A text that their body must hold: other stories' requests come in between.</param>
    public void FailNext(string path, StubAnswer answer, int times = 1, string onlyWith = "")
    {
        lock (_failures)
            _failures.AddRange(Enumerable.Repeat((path, onlyWith, answer), times));
    }

    private StubAnswer? Failure(StubRequest request)
    {
        lock (_failures)
        {
            var index = _failures.FindIndex(failure =>
                failure.Path == request.PathAndQuery
                && request.Body.Contains(failure.OnlyWith, StringComparison.Ordinal)
            );
            if (index < 0)
                return null;
            var answer = _failures[index].Answer;
            _failures.RemoveAt(index);
            return answer;
        }
    }

    /// <summary>The service that it asks for the text of a missed call; null while it asks for none.</summary>
    public Uri? CallsBack { get; set; }

    /// <summary>What it was answered then.</summary>
    public IReadOnlyList<(string CallSid, int Status, JsonElement Body)> CalledBack => [.. _calledBack];

    protected override async Task<StubAnswer> AnswerAsync(StubRequest request)
    {
        var answer = await JudgeAsync(request);
        if (request.PathAndQuery != "/calls/missed" || answer is not { Status: 200 } || CallsBack is not { } service)
            return answer;
        var sid = request.Json.GetProperty("callSid").GetString()!;
        var (from, to, tenant) = _parties[sid];
        using var ask = new HttpRequestMessage(HttpMethod.Post, new Uri(service, "/internal/sms/send"));
        ask.Headers.Add("x-service-key", key);
        ask.Content = new StringContent(
            JsonSerializer.Serialize(
                new
                {
                    to = from,
                    from = to,
                    body = "Sorry we missed your call. How can we help?",
                    tenantId = tenant,
                }
            ),
            System.Text.Encoding.UTF8,
            "application/json"
        );
        using var answered = await Http.SendAsync(ask);
        var body = JsonDocument.Parse(await answered.Content.ReadAsStringAsync()).RootElement;
        _calledBack.Add((sid, (int)answered.StatusCode, body));
        return (int)answered.StatusCode >= 400
            ? new StubAnswer(
                502,
                """{"success":false,"error":{"code":"HTTP_502","message":"External service error"}}"""
            )
            : answer;
    }

    private Task<StubAnswer> JudgeAsync(StubRequest request)
    {
        if (request.Headers.GetValueOrDefault("x-service-key") != key)
            return Answer(401, """{"success":false,"error":{"code":"HTTP_401","message":"Unauthorized"}}""");
        var failure = Failure(request);
        if (failure is { BreaksConnection: false })
            return Task.FromResult(failure);
        var answer = request.PathAndQuery switch
        {
            "/calls/incoming" => Incoming(request.Json),
            "/calls/missed" => Missed(request.Json),
            var path when Conversation(path) is { } id => Text(id, request.Json),
            _ => new StubAnswer(404, """{"success":false,"error":{"code":"HTTP_404"}}"""),
        };
        return Task.FromResult(failure ?? answer);
    }

    /// <summary>The texts that it was told of, with the conversations that they are of.</summary>
    public IReadOnlyList<(Guid ConversationId, string MessageSid, string Body)> Texts
    {
        get
        {
            lock (_texts)
                return [.. _texts];
        }
    }

    /// <summary>Forgets a conversation.</summary>
    public void Forget(Guid conversationId) => _conversations.RemoveAll(one => one.ConversationId == conversationId);

    private static Guid? Conversation(string path) =>
        path.Split('/') is ["", "conversations", var id, "messages"] && Guid.TryParse(id, out var known) ? known : null;

    private StubAnswer Text(Guid conversation, JsonElement json)
    {
        if (!_conversations.Exists(one => one.ConversationId == conversation))
            return new StubAnswer(404, """{"success":false,"error":{"code":"HTTP_404"}}""");
        var (sid, body) = (Text(json, "messageSid", "messageSid"), Text(json, "body", "body"));
        if (string.IsNullOrEmpty(sid) || string.IsNullOrEmpty(body))
            return new StubAnswer(400, """{"success":false,"error":{"code":"HTTP_400"}}""");
        lock (_texts)
            _texts.Add((conversation, sid, body));
        return new StubAnswer(
            200,
            $$"""{"success":true,"data":{"id":"{{NewId()}}","conversationId":"{{conversation}}","processed":true} }"""
        );
    }

    private StubAnswer Incoming(JsonElement json)
    {
        var (sid, from) = (Text(json, "CallSid", "callSid"), Text(json, "From", "from_"));
        var (to, status) = (Text(json, "To", "to"), Text(json, "CallStatus", "call_status"));
        if (sid is null || from is null || to is null || status is null || Text(json, "Direction", "direction") is null)
            return new StubAnswer(
                422,
                """{"detail":[{"loc":["body"],"msg":"field required","type":"value_error.missing"}]}"""
            );
        if (
            !Guid.TryParse(Text(json, "tenantId", "tenant_id"), out _)
            || status is not ("ringing" or "completed" or "failed" or "missed")
            || !E164().IsMatch(from)
            || !E164().IsMatch(to)
            || json.TryGetProperty("timestamp", out _)
        )
            return new StubAnswer(500, """{"success":false,"error":{"code":"HTTP_500","message":"Database error"}}""");
        if (!_calls.TryGetValue(sid, out var id))
            _calls[sid] = id = NewId();
        _parties[sid] = (from, to, Text(json, "tenantId", "tenant_id")!);
        return new StubAnswer(
            200,
            $$"""{"success":true,"data":{"call":{"id":"{{id}}","callSid":"{{sid}}","status":"ringing"} },"message":"ok"}"""
        );
    }

    private StubAnswer Missed(JsonElement json)
    {
        if (Text(json, "callSid", "callSid") is not { } sid)
            return new StubAnswer(400, """{"success":false,"error":{"code":"HTTP_400"}}""");
        if (!_calls.TryGetValue(sid, out var id))
            return new StubAnswer(404, """{"success":false,"error":{"code":"HTTP_404","message":"Call not found"}}""");
        var conversation = NewId();
        _conversations.Add((sid, conversation));
        return new StubAnswer(
            200,
            $$"""{"success":true,"data":{"call":{"id":"{{id}}","status":"missed","smsTriggered":true,"conversationId":"{{conversation}}"} },"message":"ok"}"""
        );
    }

    private Guid NewId() => new(++_ids, 0, 0, new byte[8]);

    private static Task<StubAnswer> Answer(int status, string body) => Task.FromResult(new StubAnswer(status, body));

    private static string? Text(JsonElement json, string alias, string name) =>
        json.TryGetProperty(alias, out var value) || json.TryGetProperty(name, out value)
            ? value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null
            : null;

    [GeneratedRegex(@"^\+[1-9]\d{1,14}$", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex E164();
}
