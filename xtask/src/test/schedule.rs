//! Running steps two at a time, each as soon as what it needs is there.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::process::interrupted;
use crate::test::counts::Counts;
use crate::test::summary;

/// As many as the machines have cores that we promise our times for.
const WORKERS: usize = 2;

/// Something that steps cannot use at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resource {
    /// Cargo's build folder of the `dev` profile: a second cargo would only wait for the first.
    DevBuild,
}

/// What a step's work came to.
pub(crate) enum Outcome {
    /// It ran to its end; `output` is shown where it failed.
    Done { success: bool, output: String },
    /// It could not be done on this machine, which is no failure.
    Skipped { reason: String },
}

/// One line of the summary.
pub(crate) struct Step<'a> {
    name: String,
    needs: Vec<&'static str>,
    uses: Option<Resource>,
    work: Box<dyn FnOnce() -> Result<Outcome> + Send + 'a>,
}

impl<'a> Step<'a> {
    /// A step called `name`, which is in no other step's way.
    pub(crate) fn new(
        name: impl Into<String>,
        work: impl FnOnce() -> Result<Outcome> + Send + 'a,
    ) -> Self {
        Self {
            name: name.into(),
            needs: Vec::new(),
            uses: None,
            work: Box::new(work),
        }
    }

    /// Another step, by its name, that must have passed before.
    pub(crate) fn needing(mut self, needs: &'static str) -> Self {
        self.needs.push(needs);
        self
    }

    /// What no other step may use at the same time.
    pub(crate) fn using(self, uses: Resource) -> Self {
        Self {
            uses: Some(uses),
            ..self
        }
    }
}

/// How a step ended.
#[derive(Clone, Debug)]
pub(crate) struct Finished {
    pub(crate) name: String,
    pub(crate) ending: Ending,
    pub(crate) counts: Counts,
    pub(crate) duration: Duration,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Passed,
    Failed,
    /// Not possible on this machine.
    Skipped(String),
    /// What it needs had failed.
    NotRun(String),
}

impl Finished {
    pub(crate) fn is_failure(&self) -> bool {
        matches!(self.ending, Ending::Failed | Ending::NotRun(_))
    }
}

/// Runs every step, also after one has failed. Returns how they ended, in the order of `steps`.
pub(crate) fn run(steps: Vec<Step<'_>>) -> Vec<Finished> {
    let names: Vec<String> = steps.iter().map(|step| step.name.clone()).collect();
    let schedule = Schedule {
        state: Mutex::new(State::new(steps)),
        changed: Condvar::new(),
    };
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| schedule.work());
        }
    });
    let state = schedule.state.into_inner();
    let mut finished = state.unwrap_or_else(PoisonError::into_inner).finished;
    finished.sort_by_key(|step| names.iter().position(|name| *name == step.name));
    finished
}

struct Schedule<'a> {
    state: Mutex<State<'a>>,
    changed: Condvar,
}

struct State<'a> {
    waiting: Vec<Step<'a>>,
    running: Vec<String>,
    in_use: Vec<Resource>,
    finished: Vec<Finished>,
}

impl<'a> Schedule<'a> {
    /// What each worker does, until no step is left.
    fn work(&self) {
        while let Some(step) = self.next() {
            let (uses, finished) = (step.uses, run_step(step));
            let mut state = self.lock();
            state.running.retain(|name| *name != finished.name);
            state.in_use.retain(|resource| Some(*resource) != uses);
            state.finish(finished);
            self.changed.notify_all();
        }
    }

    /// Waits for a step that can start. None when no step will come any more.
    fn next(&self) -> Option<Step<'a>> {
        let mut state = self.lock();
        loop {
            state.give_up_what_cannot_run();
            if let Some(step) = state.take_ready() {
                return Some(step);
            }
            if state.waiting.is_empty() {
                return None;
            }
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<'a>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'a> State<'a> {
    fn new(steps: Vec<Step<'a>>) -> Self {
        Self {
            waiting: steps,
            running: Vec::new(),
            in_use: Vec::new(),
            finished: Vec::new(),
        }
    }

    fn take_ready(&mut self) -> Option<Step<'a>> {
        let ready = self.waiting.iter().position(|step| {
            let free = step
                .uses
                .is_none_or(|resource| !self.in_use.contains(&resource));
            let mut needs = step.needs.iter();
            free && needs.all(|need| self.ending_of(need) == Some(&Ending::Passed))
        })?;
        let step = self.waiting.remove(ready);
        self.running.push(step.name.clone());
        self.in_use.extend(step.uses);
        Some(step)
    }

    fn give_up_what_cannot_run(&mut self) {
        while let Some((index, reason)) = self.find_hopeless() {
            let step = self.waiting.remove(index);
            let ending = Ending::NotRun(reason);
            self.finish(Finished {
                name: step.name,
                ending,
                counts: Counts::default(),
                duration: Duration::ZERO,
            });
        }
    }

    fn find_hopeless(&self) -> Option<(usize, String)> {
        self.waiting.iter().enumerate().find_map(|(index, step)| {
            if interrupted() {
                return Some((index, "interrupted".to_owned()));
            }
            let mut needs = step.needs.iter();
            let hopeless = needs.find(|need| !self.may_still_pass(need))?;
            Some((index, format!("needs {hopeless}")))
        })
    }

    fn may_still_pass(&self, name: &str) -> bool {
        match self.ending_of(name) {
            Some(ending) => *ending == Ending::Passed,
            None => {
                self.running.iter().any(|running| running == name)
                    || self.waiting.iter().any(|waiting| waiting.name == name)
            }
        }
    }

    fn ending_of(&self, name: &str) -> Option<&Ending> {
        self.finished
            .iter()
            .find(|finished| finished.name == name)
            .map(|finished| &finished.ending)
    }

    fn finish(&mut self, finished: Finished) {
        summary::print_ending(&finished);
        self.finished.push(finished);
    }
}

fn run_step(step: Step<'_>) -> Finished {
    summary::print_start(&step.name);
    let started = Instant::now();
    let (ending, output) = match (step.work)() {
        Ok(Outcome::Done {
            success: true,
            output,
        }) => (Ending::Passed, output),
        Ok(Outcome::Done {
            success: false,
            output,
        }) => (Ending::Failed, output),
        Ok(Outcome::Skipped { reason }) => (Ending::Skipped(reason), String::new()),
        Err(error) => (Ending::Failed, format!("{error:#}")),
    };
    if ending == Ending::Failed {
        summary::print_output(&step.name, &output);
    }
    let counts = Counts::read(&output);
    Finished {
        name: step.name,
        ending,
        counts,
        duration: started.elapsed(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use super::{Ending, Finished, Outcome, Resource, Step, run};

    fn step<'a>(name: &str, work: impl FnOnce() -> bool + Send + 'a) -> Step<'a> {
        Step::new(name, || {
            let output = String::new();
            Ok(Outcome::Done {
                success: work(),
                output,
            })
        })
    }

    fn ending<'a>(finished: &'a [Finished], name: &str) -> &'a Ending {
        &finished
            .iter()
            .find(|step| step.name == name)
            .expect("the step was scheduled")
            .ending
    }

    #[test]
    fn two_steps_run_at_the_same_time() {
        let ((call, hear_call), (answer, hear_answer)) = (channel(), channel());
        let patience = Duration::from_secs(10);
        let steps = vec![
            step("caller", move || {
                call.send(()).is_ok() && hear_answer.recv_timeout(patience).is_ok()
            }),
            step("answerer", move || {
                hear_call.recv_timeout(patience).is_ok() && answer.send(()).is_ok()
            }),
        ];
        assert!(run(steps).iter().all(|step| step.ending == Ending::Passed));
    }

    #[test]
    fn steps_that_use_the_same_thing_take_turns() {
        let inside = AtomicUsize::new(0);
        let enter_alone = || {
            let others = inside.fetch_add(1, Ordering::SeqCst);
            std::thread::yield_now();
            inside.fetch_sub(1, Ordering::SeqCst);
            others == 0
        };
        let steps =
            (0..50).map(|number| step(&number.to_string(), enter_alone).using(Resource::DevBuild));
        let finished = run(steps.collect());
        assert!(finished.iter().all(|step| step.ending == Ending::Passed));
    }

    #[test]
    fn a_step_waits_for_what_it_needs() {
        let is_built = AtomicBool::new(false);
        let build = || {
            std::thread::yield_now();
            is_built.store(true, Ordering::SeqCst);
            true
        };
        let tests = step("tests", || is_built.load(Ordering::SeqCst)).needing("wheel");
        let finished = run(vec![tests, step("wheel", build)]);
        assert_eq!(*ending(&finished, "tests"), Ending::Passed);
    }

    #[test]
    fn the_summary_keeps_the_order_of_the_plan() {
        let steps = vec![
            step("tests", || true).needing("wheel"),
            step("wheel", || true),
        ];
        let order: Vec<String> = run(steps).into_iter().map(|step| step.name).collect();
        assert_eq!(order, ["tests", "wheel"]);
    }

    #[test]
    fn a_step_whose_need_is_not_scheduled_does_not_wait_for_ever() {
        let finished = run(vec![step("tests", || true).needing("wheel")]);
        assert_eq!(
            *ending(&finished, "tests"),
            Ending::NotRun("needs wheel".to_owned())
        );
    }

    #[test]
    fn after_a_failure_the_others_still_run_but_not_what_needed_it() {
        let steps = vec![
            step("wheel", || false),
            step("tests", || true).needing("wheel"),
            step("lint", || true),
        ];
        let finished = run(steps);
        assert_eq!(
            *ending(&finished, "tests"),
            Ending::NotRun("needs wheel".to_owned())
        );
        assert_eq!(*ending(&finished, "lint"), Ending::Passed);
        assert_eq!(finished.iter().filter(|step| step.is_failure()).count(), 2);
    }
}
