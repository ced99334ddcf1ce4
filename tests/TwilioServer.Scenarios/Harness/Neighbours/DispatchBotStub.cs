using System.Text.Json;

namespace TwilioServer.Scenarios.Harness.Neighbours;

/// <summary>
/// dispatch-bot-ai: takes a request only if it has all that its API asks for, under the names that it has there, and says
/// what a story wants it to say.
/// </summary>
public sealed class DispatchBotStub : StubServer
{
    private static readonly string[] Required =
    [
        "caller_phone",
        "called_number",
        "current_message",
        "business_name",
        "trade_type",
        "business_hours",
        "phone_hours",
        "business_address",
        "job_estimates",
        "business_settings",
    ];

    private readonly Dictionary<string, Queue<StubAnswer>> _answers = new(StringComparer.Ordinal);

    /// <summary>What it says next to a customer; without one it asks on.</summary>
    public void Say(string customer, string message, string action = "continue_conversation") =>
        Answer(
            customer,
            new StubAnswer(
                200,
                JsonSerializer.Serialize(
                    new
                    {
                        next_action = new
                        {
                            action_type = action,
                            message_to_customer = message,
                            follow_up_needed = false,
                        },
                        conversation_stage = "collecting_info",
                    }
                )
            )
        );

    public void Answer(string customer, StubAnswer answer)
    {
        lock (_answers)
        {
            if (!_answers.TryGetValue(customer, out var queue))
                _answers[customer] = queue = new Queue<StubAnswer>();
            queue.Enqueue(answer);
        }
    }

    protected override Task<StubAnswer> AnswerAsync(StubRequest request) => Task.FromResult(Judge(request));

    private StubAnswer Judge(StubRequest request)
    {
        if (request.PathAndQuery != "/dispatch/process")
            return new StubAnswer(404, """{"detail":"Not Found"}""");
        var json = request.Json;
        var missing = Required.Where(name => !json.TryGetProperty(name, out _)).ToList();
        if (missing.Count > 0 || !IsAddress(json.GetProperty("business_address")))
            return new StubAnswer(
                422,
                $$"""{"error":{"code":"VALIDATION_ERROR","message":"{{string.Join(' ', missing)}}"} }"""
            );
        lock (_answers)
            return
                _answers.TryGetValue(json.GetProperty("caller_phone").GetString()!, out var queue)
                && queue.TryDequeue(out var answer)
                ? answer
                : new StubAnswer(
                    200,
                    """{"next_action":{"action_type":"continue_conversation","message_to_customer":"Tell me more."} }"""
                );
    }

    private static bool IsAddress(JsonElement address) =>
        new[] { "street_address", "city", "state", "postal_code" }.All(name => address.TryGetProperty(name, out _));
}
