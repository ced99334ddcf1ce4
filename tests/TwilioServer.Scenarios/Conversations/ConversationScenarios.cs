using System.Net;
using Dapper;
using TwilioServer.Scenarios.FeatureFlags;
using TwilioServer.Scenarios.Harness;
using TwilioServer.Scenarios.Harness.Neighbours;

namespace TwilioServer.Scenarios.Conversations;

/// <summary>A customer texts, and somebody answers: the assistant, the owner, or as-call-service.</summary>
[Collection(OperatedStack.Stories)]
public sealed class ConversationScenarios(OperatedStack operated)
{
    private static readonly object Dispatch = new
    {
        tradeType = "plumbing",
        address = new
        {
            streetAddress = "1 Main Street",
            city = "Oakland",
            state = "CA",
            postalCode = "94601",
        },
        jobEstimates = new[]
        {
            new
            {
                jobType = "leak",
                description = "A leaking tap",
                estimatedHours = 1.5,
                estimatedCostMin = 90,
                estimatedCostMax = 180,
            },
        },
    };

    private readonly Stack _stack = operated.Stack;

    [Fact]
    public async Task The_assistant_answers_with_what_it_must_know_and_what_was_said_before()
    {
        var business = await AssistedAsync();
        operated.DispatchBot.Say(business.Customer, "Where is the leak?");
        await business.CustomerTextsAsync("My sink leaks");
        await GetsAsync(business, business.Customer, ["Demo Plumbing: Where is the leak? Reply STOP to opt out."]);
        operated.DispatchBot.Say(business.Customer, "We come at nine.");
        await business.CustomerTextsAsync("In the kitchen");
        await GetsAsync(
            business,
            business.Customer,
            ["Demo Plumbing: Where is the leak? Reply STOP to opt out.", "We come at nine."]
        );

        var asked = operated
            .DispatchBot.Requests.Select(request => request.Json)
            .Last(json => json.GetProperty("caller_phone").GetString() == business.Customer);
        Assert.Equal("plumbing", asked.GetProperty("trade_type").GetString());
        Assert.Equal("94601", asked.GetProperty("business_address").GetProperty("postal_code").GetString());
        Assert.Equal("leak", asked.GetProperty("job_estimates")[0].GetProperty("job_type").GetString());
        Assert.True(asked.GetProperty("phone_hours").GetProperty("always_available").GetBoolean());
        Assert.Equal(25, asked.GetProperty("business_settings").GetProperty("service_radius_miles").GetInt32());
        Assert.Equal("In the kitchen", asked.GetProperty("current_message").GetString());
        Assert.Equal(
            [("customer", "My sink leaks"), ("ai", "Demo Plumbing: Where is the leak? Reply STOP to opt out.")],
            asked
                .GetProperty("conversation_history")
                .EnumerateArray()
                .Select(line => (line.GetProperty("sender").GetString(), line.GetProperty("message").GetString()))
        );
        Assert.Empty(await business.TextsToAsync(business.Owner));
    }

    [Fact]
    public async Task An_assistant_that_does_not_answer_in_time_leaves_the_customer_to_the_owner()
    {
        var business = await AssistedAsync();
        for (var attempt = 0; attempt < 8; attempt++)
            operated.DispatchBot.Answer(business.Customer, new StubAnswer(500, "{}"));
        await business.CustomerTextsAsync("Is anybody there?");
        await GetsAsync(business, business.Customer, [Fallback]);
        Assert.Equal(
            $"{business.Customer} needs you. They wrote: Is anybody there?",
            await business.TextToAsync(business.Owner)
        );

        // From now on the owner has the conversation: no second excuse.
        await business.CustomerTextsAsync("Hello?");
        await GetsAsync(
            business,
            business.Owner,
            [$"{business.Customer} needs you. They wrote: Is anybody there?", $"{business.Customer}: Hello?"]
        );
        Assert.Equal([Fallback], await business.TextsToAsync(business.Customer));
    }

    [Fact]
    public async Task The_assistant_may_ask_for_the_owner_who_answers_from_the_phone_and_hands_back()
    {
        var business = await AssistedAsync();
        operated.DispatchBot.Say(business.Customer, "I ask the owner.", "escalate_to_owner");
        await business.CustomerTextsAsync("Can you do it for 50?");
        Assert.Equal(
            $"{business.Customer} needs you. They wrote: Can you do it for 50?",
            await business.TextToAsync(business.Owner)
        );
        await business.OwnerTextsAsync("60 and it is done");
        var introduced = "Demo Plumbing: I ask the owner. Reply STOP to opt out.";
        await GetsAsync(business, business.Customer, [introduced, "60 and it is done"]);

        await business.OwnerTextsAsync("Done");
        await GetsAsync(
            business,
            business.Owner,
            [
                $"{business.Customer} needs you. They wrote: Can you do it for 50?",
                $"{business.Customer}: the assistant answers again.",
            ]
        );
        operated.DispatchBot.Say(business.Customer, "See you then.", "end_conversation");
        await business.CustomerTextsAsync("Great");
        await GetsAsync(business, business.Customer, [introduced, "60 and it is done", "See you then."]);
    }

    [Fact]
    public async Task Without_an_assistant_the_owner_gets_the_text_and_where_two_wrote_is_asked_which_by_number()
    {
        var business = await Business.OpenAsync(_stack);
        var another = business.FurtherPhone(1);
        await business.CustomerTextsAsync("Do you fix boilers?", from: another);
        await GetsAsync(business, business.Owner, [$"{another}: Do you fix boilers?"]);
        await business.CustomerTextsAsync("My sink leaks");
        var forwarded = new[] { $"{another}: Do you fix boilers?", $"{business.Customer}: My sink leaks" };
        await GetsAsync(business, business.Owner, forwarded);

        await business.OwnerTextsAsync("On my way");
        var question =
            "Who is this for? Reply with a number: "
            + $"\n1: {business.Customer} \"My sink leaks\"\n2: {another} \"Do you fix boilers?\"";
        await GetsAsync(business, business.Owner, [.. forwarded, question]);
        Assert.Empty(await business.TextsToAsync(business.Customer));

        await business.OwnerTextsAsync("1");
        await GetsAsync(business, business.Customer, ["On my way"]);
        // Once answered the question is over: the same figure is a text like any other, and is asked about.
        await business.OwnerTextsAsync("1");
        await GetsAsync(business, business.Owner, [.. forwarded, question, question]);
        Assert.Equal(["On my way"], await business.TextsToAsync(business.Customer));
        Assert.Empty(await business.TextsToAsync(another));
    }

    [Fact]
    public async Task An_owner_without_an_open_conversation_is_told_so_and_nobody_gets_the_text()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnerTextsAsync("Hello");
        await GetsAsync(business, business.Owner, ["There is no open conversation. Your text went to nobody."]);
    }

    [Fact]
    public async Task A_conversation_of_as_call_service_is_told_to_it_once_and_to_nobody_else()
    {
        var business = await AssistedAsync();
        var conversation = await MissedAndReportedAsync(business);
        await business.CustomerTextsAsync("My sink leaks");
        await HandlingIsAsync(business, "reported");
        Assert.Equal(
            [(conversation, "My sink leaks")],
            operated
                .CallService.Texts.Where(text => text.ConversationId == conversation)
                .Select(text => (text.ConversationId, text.Body))
        );
        Assert.Empty(await business.TextsToAsync(business.Owner));

        // It forgets the conversation: the assistant takes over.
        operated.CallService.Forget(conversation);
        operated.DispatchBot.Say(business.Customer, "Where is the leak?");
        await business.CustomerTextsAsync("Are you there?");
        await HandlingIsAsync(business, "answered");
        Assert.Contains("Where is the leak?", await business.TextsToAsync(business.Customer));
    }

    [Fact]
    public async Task Where_nobody_can_tell_whether_as_call_service_has_a_text_the_owner_gets_it()
    {
        var business = await Business.OpenAsync(_stack);
        var conversation = await MissedAndReportedAsync(business);
        operated.CallService.FailNext(
            $"/conversations/{conversation}/messages",
            new StubAnswer(500, "{}") { BreaksConnection = true }
        );
        await business.CustomerTextsAsync("My sink leaks");
        Assert.Equal($"{business.Customer}: My sink leaks", await business.TextToAsync(business.Owner));
        Assert.Single(operated.CallService.Texts, text => text.ConversationId == conversation);
    }

    [Fact]
    public async Task An_operator_takes_a_conversation_over_and_hands_it_back()
    {
        var business = await AssistedAsync();
        operated.DispatchBot.Say(business.Customer, "Where is the leak?");
        await business.CustomerTextsAsync("My sink leaks");
        await HandlingIsAsync(business, "answered");
        var path = $"/internal/conversations/{business.TenantId}/{business.Customer}";
        var (status, taken) = await operated.AskAsync("POST", path + "/take-over");
        Assert.Equal((HttpStatusCode.OK, "owner"), (status, taken.GetProperty("holder").GetString()));
        await business.CustomerTextsAsync("In the kitchen");
        Assert.Equal($"{business.Customer}: In the kitchen", await business.TextToAsync(business.Owner));

        await operated.AskAsync("POST", path + "/hand-back");
        operated.DispatchBot.Say(business.Customer, "We come at nine.");
        await business.CustomerTextsAsync("When?");
        await HandlingIsAsync(business, "answered");
        var (_, shown) = await operated.AskAsync("GET", path);
        Assert.Equal(
            ["customer", "ai", "customer", "customer", "ai"],
            shown.GetProperty("messages").EnumerateArray().Select(line => line.GetProperty("author").GetString())
        );
        var (_, list) = await operated.AskAsync("GET", $"/internal/conversations?tenantId={business.TenantId}");
        Assert.Equal(
            business.Customer,
            Assert.Single(list.GetProperty("conversations").EnumerateArray()).GetProperty("customer").GetString()
        );
    }

    [Fact]
    public async Task Who_asked_for_no_more_texts_gets_no_answer()
    {
        var business = await AssistedAsync();
        await business.CustomerTextsAsync("STOP");
        operated.DispatchBot.Say(business.Customer, "Where is the leak?");
        await business.CustomerTextsAsync("My sink leaks");
        await HandlingIsAsync(business, "nowhere");
        Assert.Empty(await business.TextsToAsync(business.Customer));
    }

    private const string Fallback =
        "Thanks, we got your text. Somebody from Demo Plumbing will get back to you shortly. Reply STOP to opt out.";

    private async Task<Business> AssistedAsync()
    {
        var business = await Business.OpenAsync(_stack);
        await business.SetAsync(new { dispatch = Dispatch });
        return business;
    }

    private async Task<Guid> MissedAndReportedAsync(Business business)
    {
        await business.OwnersLineIsBusyAsync();
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        Assert.Equal("done", await call.ReportAsync());
        return operated.CallService.Conversations.Single(known => known.CallSid == call.CallSid).ConversationId;
    }

    /// <summary>These are all texts to a phone, when nothing is under way any more.</summary>
    private static async Task GetsAsync(Business business, string phone, IReadOnlyList<string> bodies) =>
        Assert.Equal(bodies, await business.TextsToAsync(phone));

    /// <summary>The customer's last text is handled so, when nothing is under way any more.</summary>
    private async Task HandlingIsAsync(Business business, string handling)
    {
        await business.IsAtRestAsync();
        await using var connection = await _stack.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            handling,
            await connection.ExecuteScalarAsync<string?>(
                "SELECT handling FROM sms_messages WHERE from_number = @Customer ORDER BY created_at DESC LIMIT 1",
                new { business.Customer }
            )
        );
    }
}
