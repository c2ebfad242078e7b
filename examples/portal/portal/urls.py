"""Which page is where?"""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from portal.views import bonus, comparison, deals, figures, goals, leads, office, papers, talk, today

urlpatterns = [
    path("login", LoginView.as_view(template_name="login.html"), name="login"),
    path("logout", LogoutView.as_view(), name="logout"),
    path("code", office.code, name="code"),
    path("factor", office.factor, name="factor"),
    path("language/", include("django.conf.urls.i18n")),
    path("", today.page, name="today"),
    path("task", today.task, name="task"),
    path("leads", leads.page, name="leads"),
    path("leads/<str:lead>/<str:answer>", leads.answer, name="answer"),
    path("goals", goals.page, name="goals"),
    path("bonus", bonus.page, name="bonus"),
    path("comparison", comparison.page, name="comparison"),
    path("talk", talk.talk, name="talk"),
    path("moderation", talk.moderation, name="moderation"),
    path("figures", figures.page, name="figures"),
    path("deals", deals.page, name="deals"),
    path("conflicts", deals.conflicts, name="conflicts"),
    path("papers", papers.page, name="papers"),
    path("papers/<int:key>", papers.file, name="file"),
    path("people", office.people, name="people"),
]
