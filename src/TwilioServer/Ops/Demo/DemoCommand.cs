using System.CommandLine;

namespace TwilioServer.Ops.Demo;

/// <summary><c>demo</c>: plays a missed call on the emulator, and shows what every part did about it.</summary>
internal static class DemoCommand
{
    /// <summary>Nobody wants to watch a phone ring.</summary>
    private const int ClockFactor = 3;

    public static Command Create()
    {
        var emulator = Url("--emulator-url", "The running emulator.");
        var number = new Option<string>("--number") { Description = "The business's number.", Required = true };
        var owner = new Option<string>("--owner")
        {
            Description = "The owner's phone: it will not be answered.",
            Required = true,
        };
        var caller = new Option<string>("--caller") { Description = "The caller's phone.", Required = true };
        var command = new Command(
            "demo",
            """
            Rings a business on the emulator; the owner does not answer, the caller leaves a message and gets a text.
            Prints the call's timeline. Exit code 0 only if the text was delivered and the call is missed in the database.
            ./run demo starts everything that this needs.

            Example: twilio-server demo --emulator-url http://127.0.0.1:3799
                     --number +14155550100 --owner +14155550177 --caller +14155550123
            """
        )
        {
            emulator,
            number,
            owner,
            caller,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    parsed.GetRequiredValue(emulator),
                    parsed.GetRequiredValue(number),
                    parsed.GetRequiredValue(owner),
                    parsed.GetRequiredValue(caller),
                    cancellation
                )
        );
        return command;
    }

    private static Option<Uri> Url(string name, string description) =>
        new(name)
        {
            Description = description,
            Required = true,
            CustomParser = result =>
            {
                if (Configuration.HttpUrl.TryParse(result.Tokens[0].Value) is { } url)
                    return url;
                result.AddError($"{name}: expected an absolute http or https URL.");
                return null;
            },
        };

    private static async Task<int> RunAsync(
        Uri emulatorUrl,
        string number,
        string owner,
        string caller,
        CancellationToken cancellation
    )
    {
        await using var dataSource = Database.Open();
        using var emulator = new EmulatorControl(emulatorUrl);
        await emulator.PutAsync(
            $"phones/{Uri.EscapeDataString(owner)}",
            """{"whenCalled":"no-answer"}""",
            cancellation
        );
        await emulator.PutAsync("clock", $$"""{"mode":"scaled","factor":{{ClockFactor}}}""", cancellation);
        var since = await emulator.NewestEventAsync(cancellation);
        var callSid = await emulator.PlaceCallAsync(caller, number, speakSeconds: 2, cancellation);
        Console.WriteLine($"{caller} calls {number} ({callSid}). The owner's phone rings and is not answered.");
        Console.WriteLine(
            $"Phones and carriers are {ClockFactor} times as fast as in life; the service and its milliseconds are real."
        );
        Console.WriteLine();
        var story = new DemoStory(callSid, caller);
        await foreach (var happened in emulator.FollowAsync(since, cancellation))
        {
            since = story.Take(happened);
            if (story.IsOver)
                break;
        }
        await emulator.PostAsync("clock/settle", "{}", cancellation);
        foreach (var happened in await emulator.EventsAsync(since, cancellation))
            story.Take(happened);
        var outcome = await DemoOutcome.ReadAsync(dataSource, callSid, cancellation);
        story.Take(outcome.Jobs);
        story.Print(Console.Out);
        return outcome.Judge(Console.Out) ? 0 : 1;
    }
}
