namespace TwilioServer.Tenants;

/// <summary>The usual words in a language, for what a tenant did not word itself. <c>{businessName}</c> is replaced.</summary>
public sealed record Phrases
{
    private static readonly Phrases English = new()
    {
        Voicemail =
            "You have reached {businessName}. We cannot take your call right now. Please leave a message after the tone.",
        Closed = "You have reached {businessName}. We are closed right now. Please leave a message after the tone.",
        Maintenance =
            "You have reached {businessName}. We cannot connect calls at the moment. Please leave a message after the tone.",
        ThankForMessage = "Thank you. We will get back to you soon. Goodbye.",
        RecordingNotice = "This call is recorded.",
        Whisper = "A call for {businessName}. Press 1 to take it.",
        NotInService = "Sorry, the number you have called is not in service. Goodbye.",
        TextBack = "Hi, this is {businessName}. Sorry we missed your call! How can we help? Reply STOP to opt out.",
        OwnerNotice = "{businessName}: missed call from {caller} at {time} ({reason}).",
        OwnerNoticeTexted = "{businessName}: missed call from {caller} at {time} ({reason}). We texted them.",
        OptOutConfirmation = "{businessName}: you will get no more texts from us. Reply START to get them again.",
        WithheldNumber = "a withheld number",
    };

    private static readonly Phrases Spanish = new()
    {
        Voicemail =
            "Ha llamado a {businessName}. En este momento no podemos atender su llamada. Deje un mensaje después del tono.",
        Closed = "Ha llamado a {businessName}. En este momento estamos cerrados. Deje un mensaje después del tono.",
        Maintenance =
            "Ha llamado a {businessName}. En este momento no podemos conectar llamadas. Deje un mensaje después del tono.",
        ThankForMessage = "Gracias. Le responderemos pronto. Adiós.",
        RecordingNotice = "Esta llamada se graba.",
        Whisper = "Una llamada para {businessName}. Pulse 1 para atenderla.",
        NotInService = "Lo sentimos, el número que ha marcado no está en servicio. Adiós.",
        TextBack =
            "Hola, le escribe {businessName}. ¡Sentimos no haber atendido su llamada! ¿En qué podemos ayudarle? Responda STOP para no recibir más mensajes.",
        OwnerNotice = "{businessName}: llamada perdida de {caller} a las {time} ({reason}).",
        OwnerNoticeTexted =
            "{businessName}: llamada perdida de {caller} a las {time} ({reason}). Le enviamos un mensaje.",
        OptOutConfirmation =
            "{businessName}: no recibirá más mensajes nuestros. Responda START para volver a recibirlos.",
        WithheldNumber = "un número oculto",
    };

    /// <summary>
    /// The languages for which there are words; each is one that Twilio's <c>&lt;Say&gt;</c> speaks
    /// (https://www.twilio.com/docs/voice/twiml/say/text-speech).
    /// </summary>
    public static IReadOnlyList<string> Languages { get; } =
    ["en-US", "en-CA", "en-GB", "en-AU", "en-NZ", "en-IE", "es-US", "es-MX", "es-ES"];

    /// <summary>Asks for a message when nobody answered.</summary>
    public required string Voicemail { get; init; }

    /// <summary>Asks for a message while the business is closed.</summary>
    public required string Closed { get; init; }

    /// <summary>Asks for a message while incoming calls are paused.</summary>
    public required string Maintenance { get; init; }

    public required string ThankForMessage { get; init; }

    /// <summary>Says that what follows is recorded.</summary>
    public required string RecordingNotice { get; init; }

    /// <summary>What the owner hears who picked up, before the caller is put through.</summary>
    public required string Whisper { get; init; }

    public required string NotInService { get; init; }

    public required string TextBack { get; init; }

    /// <summary>The text to the owner; also takes <c>{caller}</c>, <c>{time}</c> and <c>{reason}</c>.</summary>
    public required string OwnerNotice { get; init; }

    /// <summary>The same where the caller got a text.</summary>
    public required string OwnerNoticeTexted { get; init; }

    /// <summary>The last text to who asked for no more.</summary>
    public required string OptOutConfirmation { get; init; }

    public required string WithheldNumber { get; init; }

    public static Phrases In(string language) =>
        language.StartsWith("es", StringComparison.Ordinal) ? Spanish : English;
}
